using System.Runtime.Intrinsics.X86;

namespace CaffeSharpGen.Cpu.Processor;

/// <summary>Who made an x64 processor, and which of theirs it is, as CPUID says; on Arm64 nothing.</summary>
/// <param name="Vendor">Such as <c>GenuineIntel</c>; empty where there is no CPUID.</param>
/// <param name="Family">Such as 6 for all of Intel's.</param>
/// <param name="Model">Such as 85 for Skylake, Cascade Lake and Cooper Lake servers.</param>
internal readonly record struct ProcessorModel(string Vendor, int Family, int Model)
{
    public const string Intel = "GenuineIntel";

    // Processors that have AVX-512 and do better with 256 bits. Only what there is evidence for:
    // - Cannon Lake (6, 102): the .NET runtime takes it for one that lowers its frequency ("Vector512Throttling" in dotnet/runtime's
    //   InstructionSetHelpers.cs), and it has one 512-bit multiplier, which replaces its two of 256 bits: nothing to win. Not measured
    //   by us.
    // Not here, though the runtime's list has it: Skylake, Cascade Lake and Cooper Lake servers (6, 85). On a Xeon of 2.5 GHz 512 bits
    // took VGG-16 from 1.33 to 2.18 times ONNX Runtime's speed, SqueezeNet from 0.91 to 1.58, GoogLeNet from 1.64 to 2.97, ResNet-50 from
    // 0.70 to 1.29.
    private static readonly ProcessorModel[] fasterWith256Bits = [new(Intel, 6, 102)];

    /// <summary>The one that this process runs on.</summary>
    public static ProcessorModel Current { get; } = X86Base.IsSupported ? Read() : default;

    /// <summary>Whether vectors of 256 bits are chosen although there are longer ones.</summary>
    public bool IsFasterWith256Bits
    {
        get
        {
            foreach (ProcessorModel other in fasterWith256Bits)
            {
                if (Family == other.Family && Model == other.Model && Vendor == other.Vendor)
                    return true;
            }
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Vendor == "" ? "unknown processor" : $"{Vendor} family {Family} model {Model}";

    /// <summary>Takes apart what CPUID answers to 1 in EAX.</summary>
    internal static ProcessorModel FromSignature(string vendor, int signature)
    {
        int family = signature >> 8 & 0xF, model = signature >> 4 & 0xF;
        // By both vendors' manuals: the extended fields count where the family is 15, the model's also where it is 6.
        if (family is 6 or 15)
            model |= (signature >> 16 & 0xF) << 4;
        if (family == 15)
            family += signature >> 20 & 0xFF;
        return new ProcessorModel(vendor, family, model);
    }

    private static ProcessorModel Read()
    {
        (_, int first, int third, int second) = X86Base.CpuId(0, 0);
        // Four letters in each. Spelled out: this runs before anything else, and generic code would have to be compiled first.
        Span<char> vendor = stackalloc char[12];
        for (int i = 0; i < vendor.Length; i++)
            vendor[i] = (char)((i < 4 ? first : i < 8 ? second : third) >> i % 4 * 8 & 0xFF);
        return FromSignature(vendor.ToString(), X86Base.CpuId(1, 0).Eax);
    }
}
