"""Thinner arcs: fewer vertices, the same border for both neighbors, no face made invalid."""

from __future__ import annotations

import heapq
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


def smooth_arcs(arcs: Sequence[Points], side: npt.NDArray[np.float64]) -> list[Points]:
    """Arcs without their least vertices: those whose triangle with both neighbors is below `side` squared (grid steps).

    Visvalingam & Whyatt 1993. It leaves rounder coasts than the distance to a line, which leaves spikes.
    """
    return [arc[_kept(arc.tolist(), float(limit) ** 2)] for arc, limit in zip(arcs, side, strict=True)]


def _triangle(a: Sequence[int], b: Sequence[int], c: Sequence[int]) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2.0


def _kept(points: Sequence[Sequence[int]], limit: float) -> list[int]:
    """Indices of the vertices to keep; a closed arc keeps four at least."""
    last = len(points) - 1
    least = 4 if points[0] == points[-1] else 2
    before, after = list(range(-1, last)), list(range(1, last + 2))
    size = [0.0, *(_triangle(points[i - 1], points[i], points[i + 1]) for i in range(1, last)), 0.0]
    heap = [(size[i], i) for i in range(1, last)]
    heapq.heapify(heap)
    left, gone = len(points), [False] * len(points)
    while heap and left > least:
        area, index = heapq.heappop(heap)
        if gone[index] or area != size[index]:
            continue
        if area >= limit:
            break
        gone[index], left = True, left - 1
        a, b = before[index], after[index]
        after[a], before[b] = b, a
        for near in (a, b):
            if 0 < near < last:
                # Never below the vertex just dropped, else dropping one would pull a whole stretch after it.
                size[near] = max(area, _triangle(points[before[near]], points[near], points[after[near]]))
                heapq.heappush(heap, (size[near], near))
    return [index for index, dropped in enumerate(gone) if not dropped]


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
