using System.Runtime;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace CaffeSharpGen.Cpu.Processor;

/// <summary>Which vectors a process can compute with: what the processor has, less what the program was not compiled for.</summary>
/// <param name="Widths">Bits, the widest first.</param>
/// <param name="Processor">Which processor it is.</param>
/// <param name="Missing">Why wider ones that the processor has are not among them; null if all are.</param>
/// <param name="WayOut">What brings them, null if nothing is known to.</param>
internal sealed record VectorSupport(int[] Widths, ProcessorModel Processor, string? Missing, string? WayOut = null)
{
    // Bits of EBX of CPUID's leaf 7: AVX2, and AVX512 F, DQ, BW, VL.
    private const int Avx2Bit = 1 << 5;
    private const int Avx512Bits = 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31;

    /// <summary>
    /// That of this process. It asks for instructions, never for <see cref="Vector512.IsHardwareAccelerated"/>, which is a choice of the
    /// runtime: it is false on Intel's Skylake and Cascade Lake servers, where everything in <see cref="Vector512"/> is compiled to 512-bit
    /// instructions all the same.
    /// </summary>
    public static VectorSupport OfThisProcess { get; } = Find();

    // Constants to the compilers: in a program for x86-64-v3 the first is false on any processor.
    private static bool Has512 => Avx512F.IsSupported && Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported;

    private static bool Has256 => Avx2.IsSupported && Fma.IsSupported;

    /// <summary>Whether a width is among them.</summary>
    public bool Has(int bits)
    {
        foreach (int width in Widths)
        {
            if (width == bits)
                return true;
        }
        return false;
    }

    /// <summary>The instructions behind a width, for a person.</summary>
    public static string InstructionsOf(int bits) => bits switch
    {
        512 => "AVX-512",
        256 => "AVX2+FMA",
        _ => AdvSimd.IsSupported ? "Arm64 AdvSimd" : Vector128.IsHardwareAccelerated ? "128-bit vectors" : "no vector instructions",
    };

    /// <summary>Such as <c>256 (AVX2+FMA) and 128 (128-bit vectors)</c>.</summary>
    public override string ToString() => string.Join(", ", Widths.Select(bits => $"{bits} ({InstructionsOf(bits)})"));

    private static VectorSupport Find()
    {
        int[] widths = Has512 && Has256 ? [512, 256, 128] : Has512 ? [512, 128] : Has256 ? [256, 128] : [128];
        var support = new VectorSupport(widths, ProcessorModel.Current, null);
        int features = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 ? X86Base.CpuId(7, 0).Ebx : 0;
        bool lacks512 = !Has512 && (features & Avx512Bits) == Avx512Bits, lacks256 = !Has256 && (features & Avx2Bit) != 0;
        if (!lacks512 && !lacks256)
            return support;
        string lacking = lacks512 ? "AVX-512" : "AVX2";
        // Not RuntimeFeature.IsDynamicCodeSupported, which is also false where a program that can be published ahead of time runs without
        // that.
        return JitInfo.GetCompiledMethodCount() > 0
            ? support with { Missing = $"{lacking} is switched off in this process" }
            : support with
            {
                Missing = $"program compiled without {lacking}",
                WayOut = $"publish it with -p:CaffeInstructionSet=x86-64-v{(lacks512 ? 4 : 3)}",
            };
    }
}
