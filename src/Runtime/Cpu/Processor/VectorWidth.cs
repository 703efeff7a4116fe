using System.Globalization;

namespace CaffeSharpGen.Cpu.Processor;

/// <summary>
/// How wide the vectors are in which a device computes convolutions, products, pooling, normalization across channels and rectifiers,
/// and why. It is decided here only. Nothing is measured, so that one machine gives the same bits in every run. Elementwise operations
/// and reductions compute with <see cref="System.Numerics.Vector{T}"/>, whose width .NET fixes for the process (256 bits where there
/// is AVX2): no choice changes their bits.
/// </summary>
/// <param name="Bits">128, 256 or 512.</param>
/// <param name="Reason">What chose it.</param>
internal readonly record struct VectorWidth(int Bits, string Reason)
{
    /// <summary>The environment variable that chooses, unless a program does.</summary>
    public const string Variable = "CSG_VECTOR_BITS";

    /// <summary>Floats in a vector.</summary>
    public int Lanes => Bits / 32;

    /// <summary>Chooses for this process.</summary>
    /// <param name="vectorBits">What the program wants; 0 if it does not care.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="vectorBits"/> is not a width.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor or the program does not have it.</exception>
    public static VectorWidth Choose(int vectorBits) =>
        Choose(vectorBits, Environment.GetEnvironmentVariable(Variable), VectorSupport.OfThisProcess);

    /// <summary>Chooses: the argument, else the variable, else by processor.</summary>
    public static VectorWidth Choose(int vectorBits, string? variable, VectorSupport support)
    {
        if (vectorBits is not (0 or 128 or 256 or 512))
            throw new ArgumentOutOfRangeException(
                nameof(vectorBits), vectorBits, "expected 128, 256 or 512, or 0 to let the processor choose");
        if (vectorBits != 0)
            return Require(vectorBits, $"vectorBits: {vectorBits}", support);
        if (string.IsNullOrWhiteSpace(variable))
            return ByProcessor(support);
        if (!int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits is not (0 or 128 or 256 or 512))
            throw new PlatformNotSupportedException(
                $"{Variable}={variable}: expected one of the widths that this process has: {support}; or 0 to let the processor choose");
        return bits == 0 ? ByProcessor(support) : Require(bits, $"{Variable}={bits}", support);
    }

    /// <summary>Such as <c>AVX-512: chosen by processor</c>.</summary>
    public override string ToString() => $"{VectorSupport.InstructionsOf(Bits)}: {Reason}";

    private static VectorWidth Require(int bits, string source, VectorSupport support)
    {
        if (support.Has(bits))
            return new VectorWidth(bits, source);
        string because = support.Missing is { } missing ? $" ({missing})" : "", wayOut = support.WayOut is { } way ? $"; {way}" : "";
        throw new PlatformNotSupportedException($"{source}: this process has no vectors of {bits} bits{because}; it has {support}{wayOut}");
    }

    private static VectorWidth ByProcessor(VectorSupport support) =>
        support.Has(512) && support.Processor.IsFasterWith256Bits ? new VectorWidth(256, $"chosen for {support.Processor}")
        : new VectorWidth(support.Widths[0], support.Missing ?? "chosen by processor");
}
