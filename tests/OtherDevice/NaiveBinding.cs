using CaffeSharpGen.Weights;

namespace CaffeSharpGen.OtherDevice;

/// <summary>What an operation is bound to.</summary>
internal sealed record NaiveBinding(NaiveBuffer[] Inputs, NaiveBuffer[] Outputs, WeightBlob[] Weights)
{
    public NaiveBuffer Input => Inputs[0];

    public NaiveBuffer Output => Outputs[0];
}
