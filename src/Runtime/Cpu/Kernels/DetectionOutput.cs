using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// <see cref="Operations.DetectionOutput"/> has one implementation, with Caffe's numbers of 32 bits: a sum that is rounded otherwise may
/// keep another box.
/// </summary>
internal static class DetectionOutput
{
    public static CpuOperation Prepare(Operations.DetectionOutput detection, CpuBinding binding) =>
        Reference.DetectionOutput.Prepare(detection, binding);
}
