using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Cpu;

/// <summary>A vector as the tile kernels need it, so that one source serves every width.</summary>
internal unsafe interface ITileVector<TSelf>
    where TSelf : struct, ITileVector<TSelf>
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Rows of a tile: 8 where there are 32 registers (24 sums, 3 columns, a weight), 4 where there are 16.</summary>
    static abstract int TileRows { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(float* from);

    static abstract TSelf Broadcast(float value);

    static abstract void Store(TSelf vector, float* to);

    static abstract TSelf Add(TSelf left, TSelf right);

    /// <summary>left·right + sum.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf sum);
}

/// <summary>AVX-512.</summary>
internal readonly unsafe struct Tile512(Vector512<float> vector) : ITileVector<Tile512>
{
    private readonly Vector512<float> vector = vector;

    public static int Width => 16;

    public static int TileRows => 8;

    public static Tile512 Zero => default;

    public static Tile512 Load(float* from) => new(Vector512.Load(from));

    public static Tile512 Broadcast(float value) => new(Vector512.Create(value));

    public static void Store(Tile512 vector, float* to) => vector.vector.Store(to);

    public static Tile512 Add(Tile512 left, Tile512 right) => new(left.vector + right.vector);

    public static Tile512 MultiplyAdd(Tile512 left, Tile512 right, Tile512 sum) =>
        new(Vector512.FusedMultiplyAdd(left.vector, right.vector, sum.vector));
}

/// <summary>AVX2 and FMA.</summary>
internal readonly unsafe struct Tile256(Vector256<float> vector) : ITileVector<Tile256>
{
    private readonly Vector256<float> vector = vector;

    public static int Width => 8;

    public static int TileRows => 4;

    public static Tile256 Zero => default;

    public static Tile256 Load(float* from) => new(Vector256.Load(from));

    public static Tile256 Broadcast(float value) => new(Vector256.Create(value));

    public static void Store(Tile256 vector, float* to) => vector.vector.Store(to);

    public static Tile256 Add(Tile256 left, Tile256 right) => new(left.vector + right.vector);

    public static Tile256 MultiplyAdd(Tile256 left, Tile256 right, Tile256 sum) =>
        new(Vector256.FusedMultiplyAdd(left.vector, right.vector, sum.vector));
}

/// <summary>Arm64, and anything else that has vectors of 128 bits; a processor without a fused multiply-add rounds twice.</summary>
internal readonly unsafe struct Tile128(Vector128<float> vector) : ITileVector<Tile128>
{
    private readonly Vector128<float> vector = vector;

    public static int Width => 4;

    public static int TileRows => System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 8 : 4;

    public static Tile128 Zero => default;

    public static Tile128 Load(float* from) => new(Vector128.Load(from));

    public static Tile128 Broadcast(float value) => new(Vector128.Create(value));

    public static void Store(Tile128 vector, float* to) => vector.vector.Store(to);

    public static Tile128 Add(Tile128 left, Tile128 right) => new(left.vector + right.vector);

    public static Tile128 MultiplyAdd(Tile128 left, Tile128 right, Tile128 sum) => new(Vector128.MultiplyAddEstimate(left.vector, right.vector, sum.vector));
}
