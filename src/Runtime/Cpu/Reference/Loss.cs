using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Losses;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Loss"/>.</summary>
internal static class Loss
{
    public static CpuOperation Prepare(Operations.Loss loss, CpuBinding binding) => loss.Method switch
    {
        LossMethod.Sigmoid => new SigmoidLoss(loss, binding),
        LossMethod.Hinge or LossMethod.SquaredHinge => new HingeLoss(loss, binding),
        LossMethod.Contrastive or LossMethod.LegacyContrastive => new ContrastiveLoss(loss, binding),
        _ => new ClassLoss(loss, binding),
    };
}
