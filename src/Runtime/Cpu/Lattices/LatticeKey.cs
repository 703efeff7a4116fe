namespace CaffeSharpGen.Cpu.Lattices;

/// <summary>The coordinates of a corner of the lattice, 16 bits each; the last one follows from the others and is not kept.</summary>
internal readonly record struct LatticeKey(UInt128 Packed)
{
    private const int Bits = 16;

    /// <summary>This corner with a coordinate set, which was 0.</summary>
    public LatticeKey With(int coordinate, int value) => new(Packed | ((UInt128)(ushort)value << (coordinate * Bits)));

    /// <summary>The next corner along an axis: coordinates one less (up) or more, but that of the axis, which makes up for it.</summary>
    public LatticeKey Neighbor(int axis, int dimensions, bool up)
    {
        var neighbor = new LatticeKey(0);
        for (int i = 0; i < dimensions; i++)
        {
            int value = (short)(ushort)((Packed >> (i * Bits)) & ushort.MaxValue);
            neighbor = neighbor.With(i, i == axis ? value + (up ? dimensions : -dimensions) : value + (up ? -1 : 1));
        }
        return neighbor;
    }
}
