"""Polygons as shared arcs: neighbors keep one common border through rounding, simplification and union.

Faces are cut where borders meet; each stretch between two meeting points is stored once ("arc"). A ring is a list of
arc references: n >= 0 is arc n forwards, ~n (negative) is arc n backwards, as TopoJSON writes it. The union of faces is
what remains when every arc that is used in both directions goes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

Points = npt.NDArray[np.int64]
"""Shape (n, 2), columns x (longitude) and y (latitude) in grid steps."""

Ring = tuple[int, ...]
"""Signed arc references, head to tail."""

PolygonRefs = tuple[Ring, ...]
"""Outer ring first, then holes."""

_KEY_SHIFT = 1 << 32


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs on a grid, and of every face its polygons."""

    scale: float
    """Degrees a grid step."""
    arcs: list[Points]
    faces: list[tuple[PolygonRefs, ...]]


def _grid_ring(ring: shapely.LinearRing, scale: float) -> Points | None:
    points = np.rint(np.asarray(ring.coords)[:, :2] / scale).astype(np.int64)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (points[1:] != points[:-1]).any(axis=1)
    points = points[keep]
    return points if len(points) >= 4 else None


def grid_polygons(geometry: shapely.Geometry, scale: float) -> list[list[Points]]:
    """Rings of each polygon on the grid, outer counter-clockwise, holes clockwise; collapsed ones are left out."""
    found = []
    for part in shapely.get_parts(geometry):
        if not isinstance(part, Polygon) or part.is_empty:
            continue
        part = shapely.geometry.polygon.orient(part)
        rings = [_grid_ring(ring, scale) for ring in (part.exterior, *part.interiors)]
        if rings[0] is not None:
            found.append([ring for ring in rings if ring is not None])
    return found


def _keys(points: Points) -> npt.NDArray[np.int64]:
    return (points[:, 0] + _KEY_SHIFT // 4) * _KEY_SHIFT + (points[:, 1] + _KEY_SHIFT // 4)


def _junctions(rings: Iterable[Points]) -> set[int]:
    """Keys of the vertices where more or fewer than two different edges meet."""
    starts, ends = [], []
    for ring in rings:
        keys = _keys(ring)
        starts.append(keys[:-1])
        ends.append(keys[1:])
    a, b = np.concatenate(starts), np.concatenate(ends)
    edges = np.unique(np.stack([np.minimum(a, b), np.maximum(a, b)], axis=1), axis=0)
    vertices, degree = np.unique(edges.ravel(), return_counts=True)
    return set(vertices[degree != 2].tolist())


class _Cutter:
    """Cuts rings at junctions and numbers the pieces, the same piece once in whichever direction it comes."""

    def __init__(self, junctions: set[int]) -> None:
        self.junctions = junctions
        self.arcs: list[Points] = []
        self.known: dict[bytes, int] = {}

    def cut(self, ring: Points) -> Ring:
        keys = _keys(ring).tolist()
        at = [i for i, key in enumerate(keys[:-1]) if key in self.junctions]
        first = at[0] if at else min(range(len(keys) - 1), key=keys.__getitem__)
        turned = np.concatenate([ring[first:-1], ring[: first + 1]])
        bounds = [i - first for i in at] if at else [0]
        return tuple(
            self._number(turned[start : end + 1])
            for start, end in zip(bounds, [*bounds[1:], len(turned) - 1], strict=True)
        )

    def _number(self, piece: Points) -> int:
        backwards = piece[::-1]
        if (known := self.known.get(piece.tobytes())) is not None:
            return known
        if (known := self.known.get(backwards.tobytes())) is not None:
            return ~known
        self.known[piece.tobytes()] = len(self.arcs)
        self.arcs.append(piece)
        return len(self.arcs) - 1


def build(geometries: Sequence[shapely.Geometry], scale: float) -> Topology:
    """Topology of faces that share borders vertex by vertex; `scale` in degrees a grid step."""
    polygons = [grid_polygons(geometry, scale) for geometry in geometries]
    cutter = _Cutter(_junctions(ring for face in polygons for rings in face for ring in rings))
    faces = [tuple(tuple(cutter.cut(ring) for ring in rings) for rings in face) for face in polygons]
    return Topology(scale=scale, arcs=cutter.arcs, faces=faces)


def arc_points(arcs: Sequence[Points], reference: int) -> Points:
    """An arc in the direction of its reference."""
    return arcs[reference] if reference >= 0 else arcs[~reference][::-1]


def ring_points(arcs: Sequence[Points], ring: Ring) -> Points:
    """Closed ring on the grid."""
    parts = [arc_points(arcs, reference) for reference in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def signed_area(points: Points) -> float:
    """Shoelace area in grid steps squared, positive when counter-clockwise."""
    x, y = points[:, 0].astype(float), points[:, 1].astype(float)
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2.0


def _turn(incoming: Points, outgoing: Points) -> float:
    """Angle from the way back, clockwise, to the way out; the smallest keeps the inside closest on the left."""
    back, out = incoming[-2] - incoming[-1], outgoing[1] - outgoing[0]
    angle = math.atan2(float(back[1]), float(back[0])) - math.atan2(float(out[1]), float(out[0]))
    return angle % (2.0 * math.pi) or 2.0 * math.pi


def _stitch(arcs: Sequence[Points], references: Sequence[int]) -> list[Ring]:
    leaving: dict[tuple[int, int], list[int]] = defaultdict(list)
    for reference in references:
        leaving[tuple(arc_points(arcs, reference)[0].tolist())].append(reference)
    rings = []
    for first in references:
        start = tuple(arc_points(arcs, first)[0].tolist())
        if first not in leaving[start]:
            continue
        leaving[start].remove(first)
        ring = [first]
        while (node := tuple(arc_points(arcs, ring[-1])[-1].tolist())) != start:
            last = arc_points(arcs, ring[-1])
            following = min(leaving[node], key=lambda reference: _turn(last, arc_points(arcs, reference)))
            leaving[node].remove(following)
            ring.append(following)
        rings.append(tuple(ring))
    return rings


def polygons_of(arcs: Sequence[Points], rings: Sequence[Ring]) -> tuple[PolygonRefs, ...]:
    """Rings sorted into polygons: each hole goes to the smallest outer ring around it."""
    sized = [(signed_area(ring_points(arcs, ring)), ring) for ring in rings]
    outers = sorted(((area, ring) for area, ring in sized if area > 0), key=lambda pair: pair[0])
    shapes = [Polygon(ring_points(arcs, ring)) for _, ring in outers]
    holes: dict[int, list[Ring]] = defaultdict(list)
    for area, ring in sized:
        if area >= 0:
            continue
        inside = Polygon(ring_points(arcs, ring)).representative_point()
        home = next((i for i, shape in enumerate(shapes) if shape.covers(inside) and outers[i][0] >= -area), None)
        if home is not None:
            holes[home].append(ring)
    return tuple((ring, *holes[i]) for i, (_, ring) in enumerate(outers))


def union(topology: Topology, faces: Iterable[int]) -> tuple[PolygonRefs, ...]:
    """Union of faces, by dropping every border that two of them share."""
    used = dict.fromkeys(
        reference for face in faces for polygon in topology.faces[face] for ring in polygon for reference in ring
    )
    return polygons_of(topology.arcs, _stitch(topology.arcs, [ref for ref in used if ~ref not in used]))


def geometry_of(arcs: Sequence[Points], polygons: Sequence[PolygonRefs], scale: float) -> MultiPolygon:
    """Shapely geometry in degrees."""
    parts = []
    for outer, *holes in polygons:
        shell = ring_points(arcs, outer) * scale
        parts.append(Polygon(shell, [ring_points(arcs, hole) * scale for hole in holes]))
    return MultiPolygon(parts)
