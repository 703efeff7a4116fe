using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>Convolutions of 3×3, 4×4 or 5×5 with stride 1 by Winograd's algorithm, in either direction.</summary>
internal sealed class WinogradKernel<TVector>(
    WinogradSizes sizes, WeightReader weights, bool isFused, bool isTransformed, CpuMachine machine) : ConvolutionKernel
    where TVector : struct, ITileVector<TVector>
{
    private readonly WinogradWeights<TVector> weights = new(sizes, weights, isTransformed, machine);

    public override string Algorithm =>
        $"Winograd F({sizes.OutputEdge}×{sizes.OutputEdge}, {sizes.TapEdge}×{sizes.TapEdge}), "
            + (isFused ? "fused" : weights.IsTransformed ? "staged" : "staged, weights transformed while it runs");

    public override long PackedBytes => weights.Bytes;

    public override ConvolutionPass Bind(Workspace workspace, int number) =>
        isFused
            ? new WinogradFusedPass<TVector>(sizes, weights, workspace, number, machine)
            : new WinogradStagedPass<TVector>(sizes, weights, workspace, number, machine);

    public override void Dispose() => weights.Dispose();
}
