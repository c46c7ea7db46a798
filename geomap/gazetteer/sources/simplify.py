"""Thinner arcs: fewer vertices, the same border for both neighbors, no face made invalid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geomap.gazetteer.sources.topology import Points, PolygonRefs, Topology, geometry_of, ring_points, signed_area

ROUNDS = 8
"""Tries, each at half the tolerance, to make the faces valid whose thinned borders cross."""


def thin_arcs(arcs: Sequence[Points], tolerance: npt.NDArray[np.float64]) -> list[Points]:
    """Arcs without the vertices nearer than `tolerance` (grid steps, one value an arc) to the line through the rest."""
    lines = np.array([shapely.LineString(arc) for arc in arcs], dtype=object)
    thin = shapely.simplify(lines, tolerance, preserve_topology=False)
    result = []
    for arc, line in zip(arcs, thin, strict=True):
        points = np.rint(shapely.get_coordinates(line)).astype(np.int64)
        closed = bool((arc[0] == arc[-1]).all())
        result.append(arc if closed and len(points) < 4 else points)
    return result


def thinned(topology: Topology, tolerance: npt.NDArray[np.float64]) -> list[Points]:
    """Arcs thinned so that every face that was valid stays so."""
    tolerance = tolerance.astype(float).copy()
    arcs = thin_arcs(topology.arcs, tolerance)
    suspects: Sequence[int] = range(len(topology.faces))
    for _ in range(ROUNDS):
        bad = [face for face in suspects if not _is_valid(arcs, topology.faces[face])]
        if not bad:
            break
        touched = sorted({arc for face in bad for arc in arcs_of(topology.faces[face])})
        tolerance[touched] /= 2.0
        for index, arc in zip(touched, thin_arcs([topology.arcs[i] for i in touched], tolerance[touched]), strict=True):
            arcs[index] = arc
        suspects = _faces_with(topology, set(touched))
    return arcs


def _is_valid(arcs: Sequence[Points], face: Sequence[PolygonRefs]) -> bool:
    return all(len(ring_points(arcs, ring)) >= 4 for rings in face for ring in rings) and bool(
        geometry_of(arcs, face, 1.0).is_valid
    )


def arcs_of(face: Sequence[PolygonRefs]) -> list[int]:
    """Indices of the arcs that a face is made of, whatever their direction."""
    return sorted({ref if ref >= 0 else ~ref for rings in face for ring in rings for ref in ring})


def _faces_with(topology: Topology, arcs: set[int]) -> list[int]:
    return [index for index, face in enumerate(topology.faces) if not arcs.isdisjoint(arcs_of(face))]


def without_specks(arcs: Sequence[Points], polygons: Sequence[PolygonRefs], min_area: float) -> tuple[PolygonRefs, ...]:
    """Polygons without islands and lakes below `min_area` (grid steps squared); the largest always stays."""
    if not polygons:
        return ()
    sized = [(signed_area(ring_points(arcs, rings[0])), rings) for rings in polygons]
    largest = max(size for size, _ in sized)
    return tuple(
        (rings[0], *(hole for hole in rings[1:] if -signed_area(ring_points(arcs, hole)) >= min_area))
        for size, rings in sized
        if size >= min_area or size == largest
    )


def used_arcs(
    arcs: Sequence[Points], areas: Sequence[Sequence[PolygonRefs]]
) -> tuple[list[Points], list[tuple[PolygonRefs, ...]]]:
    """Only the arcs that the areas refer to, renumbered in the order of their first use."""
    number: dict[int, int] = {}

    def renumber(reference: int) -> int:
        index = reference if reference >= 0 else ~reference
        new = number.setdefault(index, len(number))
        return new if reference >= 0 else ~new

    renumbered = [
        tuple(tuple(tuple(map(renumber, ring)) for ring in rings) for rings in polygons) for polygons in areas
    ]
    return [arcs[index] for index in number], renumbered
