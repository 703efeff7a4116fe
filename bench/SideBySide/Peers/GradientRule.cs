using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>
/// The identity, which clamps the gradient at zero while <see cref="Clamps"/> is set. Behind a ReLU it makes guided backprop of autograd's own rule.
/// TorchSharp has no hooks on gradients; a function of autograd is what it offers, and what PyTorch's hook would do.
/// </summary>
internal sealed class GradientRule : autograd.SingleTensorFunction<GradientRule>
{
    /// <summary>Read in the backward pass, so that two passes over one forward pass may differ.</summary>
    public static bool Clamps { get; set; }

    public override string Name => nameof(GradientRule);

    // Without a copy: the same memory under another tensor.
    public override TorchTensor forward(autograd.AutogradContext ctx, params object[] vars) => ((TorchTensor)vars[0]).detach();

    public override List<TorchTensor> backward(autograd.AutogradContext ctx, TorchTensor grad_output) => [Clamps ? grad_output.relu() : grad_output];
}
