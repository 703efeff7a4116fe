using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// <see cref="Operations.YoloDetectionOutput"/> has one implementation, with numbers of 32 bits as its fork has: a sum that is rounded
/// otherwise may keep another box.
/// </summary>
internal static class YoloDetectionOutput
{
    public static CpuOperation Prepare(Operations.YoloDetectionOutput detection, CpuBinding binding) =>
        Reference.YoloDetectionOutput.Prepare(detection, binding);
}
