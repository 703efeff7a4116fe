using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.ClusterDetections"/> has one implementation. Few cells are covered.</summary>
internal static class ClusterDetections
{
    public static CpuOperation Prepare(Operations.ClusterDetections detections, CpuBinding binding) =>
        Reference.ClusterDetections.Prepare(detections, binding);
}
