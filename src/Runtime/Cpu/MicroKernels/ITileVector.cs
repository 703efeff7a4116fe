using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>A vector as the tile kernels need it, so that one source serves every width.</summary>
internal unsafe interface ITileVector<TSelf>
    where TSelf : struct, ITileVector<TSelf>
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Registers that hold such vectors: 16 or 32.</summary>
    static abstract int RegisterCount { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(float* from);

    static abstract TSelf Broadcast(float value);

    static abstract void Store(TSelf vector, float* to);

    static abstract TSelf Add(TSelf left, TSelf right);

    /// <summary>left·right + sum.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf sum);

    /// <summary>
    /// sum += left·right, in place. What accumulates in a loop stays in its register, where the JIT would otherwise move it after each
    /// step.
    /// </summary>
    static abstract void AddProduct(ref TSelf sum, TSelf left, TSelf right);

    static abstract TSelf Subtract(TSelf left, TSelf right);

    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary>The larger one, as the processor sees it.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>A bit for each lane: whether it is above 0.</summary>
    static abstract uint PositiveBits(TSelf vector);

    /// <summary>In each lane: <paramref name="yes"/> where <paramref name="test"/> is above 0.</summary>
    static abstract TSelf WherePositive(TSelf test, TSelf yes, TSelf no);

    /// <summary>In each lane: <paramref name="yes"/> where its bit is set.</summary>
    static abstract TSelf WhereBits(uint bits, TSelf yes, TSelf no);
}

/// <summary>AVX-512.</summary>
internal unsafe struct Tile512(Vector512<float> vector) : ITileVector<Tile512>
{
    private Vector512<float> vector = vector;

    public static int Width => 16;

    public static int RegisterCount => 32;

    public static Tile512 Zero => default;

    public static Tile512 Load(float* from) => new(Vector512.Load(from));

    public static Tile512 Broadcast(float value) => new(Vector512.Create(value));

    public static void Store(Tile512 vector, float* to) => vector.vector.Store(to);

    public static Tile512 Add(Tile512 left, Tile512 right) => new(left.vector + right.vector);

    public static Tile512 MultiplyAdd(Tile512 left, Tile512 right, Tile512 sum) =>
        new(Vector512.FusedMultiplyAdd(left.vector, right.vector, sum.vector));

    public static void AddProduct(ref Tile512 sum, Tile512 left, Tile512 right) =>
        sum.vector = Vector512.FusedMultiplyAdd(left.vector, right.vector, sum.vector);

    public static Tile512 Subtract(Tile512 left, Tile512 right) => new(left.vector - right.vector);

    public static Tile512 Multiply(Tile512 left, Tile512 right) => new(left.vector * right.vector);

    public static Tile512 Max(Tile512 left, Tile512 right) => new(Vector512.MaxNative(left.vector, right.vector));

    public static uint PositiveBits(Tile512 vector) =>
        (uint)Vector512.GreaterThan(vector.vector, Vector512<float>.Zero).ExtractMostSignificantBits();

    public static Tile512 WherePositive(Tile512 test, Tile512 yes, Tile512 no) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(test.vector, Vector512<float>.Zero), yes.vector, no.vector));

    public static Tile512 WhereBits(uint bits, Tile512 yes, Tile512 no)
    {
        Vector512<uint> lanes = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768u);
        return new(Vector512.ConditionalSelect(Vector512.Equals(Vector512.Create(bits) & lanes, lanes).AsSingle(), yes.vector, no.vector));
    }
}

/// <summary>AVX2 and FMA.</summary>
internal unsafe struct Tile256(Vector256<float> vector) : ITileVector<Tile256>
{
    private Vector256<float> vector = vector;

    public static int Width => 8;

    public static int RegisterCount => 16;

    public static Tile256 Zero => default;

    public static Tile256 Load(float* from) => new(Vector256.Load(from));

    public static Tile256 Broadcast(float value) => new(Vector256.Create(value));

    public static void Store(Tile256 vector, float* to) => vector.vector.Store(to);

    public static Tile256 Add(Tile256 left, Tile256 right) => new(left.vector + right.vector);

    public static Tile256 MultiplyAdd(Tile256 left, Tile256 right, Tile256 sum) =>
        new(Vector256.FusedMultiplyAdd(left.vector, right.vector, sum.vector));

    public static void AddProduct(ref Tile256 sum, Tile256 left, Tile256 right) =>
        sum.vector = Vector256.FusedMultiplyAdd(left.vector, right.vector, sum.vector);

    public static Tile256 Subtract(Tile256 left, Tile256 right) => new(left.vector - right.vector);

    public static Tile256 Multiply(Tile256 left, Tile256 right) => new(left.vector * right.vector);

    public static Tile256 Max(Tile256 left, Tile256 right) => new(Vector256.MaxNative(left.vector, right.vector));

    public static uint PositiveBits(Tile256 vector) =>
        (uint)Vector256.GreaterThan(vector.vector, Vector256<float>.Zero).ExtractMostSignificantBits();

    public static Tile256 WherePositive(Tile256 test, Tile256 yes, Tile256 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(test.vector, Vector256<float>.Zero), yes.vector, no.vector));

    public static Tile256 WhereBits(uint bits, Tile256 yes, Tile256 no)
    {
        Vector256<uint> lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128u);
        return new(Vector256.ConditionalSelect(Vector256.Equals(Vector256.Create(bits) & lanes, lanes).AsSingle(), yes.vector, no.vector));
    }
}

/// <summary>Arm64, and anything else that has vectors of 128 bits; a processor without a fused multiply-add rounds twice.</summary>
internal unsafe struct Tile128(Vector128<float> vector) : ITileVector<Tile128>
{
    private Vector128<float> vector = vector;

    public static int Width => 4;

    public static int RegisterCount => System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 32 : 16;

    public static Tile128 Zero => default;

    public static Tile128 Load(float* from) => new(Vector128.Load(from));

    public static Tile128 Broadcast(float value) => new(Vector128.Create(value));

    public static void Store(Tile128 vector, float* to) => vector.vector.Store(to);

    public static Tile128 Add(Tile128 left, Tile128 right) => new(left.vector + right.vector);

    public static Tile128 MultiplyAdd(Tile128 left, Tile128 right, Tile128 sum) =>
        new(Vector128.MultiplyAddEstimate(left.vector, right.vector, sum.vector));

    public static void AddProduct(ref Tile128 sum, Tile128 left, Tile128 right) =>
        sum.vector = Vector128.MultiplyAddEstimate(left.vector, right.vector, sum.vector);

    public static Tile128 Subtract(Tile128 left, Tile128 right) => new(left.vector - right.vector);

    public static Tile128 Multiply(Tile128 left, Tile128 right) => new(left.vector * right.vector);

    public static Tile128 Max(Tile128 left, Tile128 right) => new(Vector128.MaxNative(left.vector, right.vector));

    public static uint PositiveBits(Tile128 vector) =>
        (uint)Vector128.GreaterThan(vector.vector, Vector128<float>.Zero).ExtractMostSignificantBits();

    public static Tile128 WherePositive(Tile128 test, Tile128 yes, Tile128 no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(test.vector, Vector128<float>.Zero), yes.vector, no.vector));

    public static Tile128 WhereBits(uint bits, Tile128 yes, Tile128 no)
    {
        Vector128<uint> lanes = Vector128.Create(1, 2, 4, 8u);
        return new(Vector128.ConditionalSelect(Vector128.Equals(Vector128.Create(bits) & lanes, lanes).AsSingle(), yes.vector, no.vector));
    }
}
