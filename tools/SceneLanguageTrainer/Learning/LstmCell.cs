using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>A layer of an LSTM: rows of the two linear layers are gates in, forget and out, then the candidate.</summary>
internal sealed class LstmCell : Module
{
    public LstmCell(int inputs, int size) : base("lstm")
    {
        Input = Linear(inputs, 4 * size);
        Recurrent = Linear(size, 4 * size);
        using (no_grad())
            Input.bias![TensorIndex.Slice(size, 2 * size)].fill_(2); // at first it forgets little
        RegisterComponents();
    }

    /// <summary>From the input.</summary>
    public Linear Input { get; }

    /// <summary>From the output before.</summary>
    public Linear Recurrent { get; }

    /// <summary>One step: cell and output, N×size each.</summary>
    public (TorchTensor Cell, TorchTensor Output) Step(TorchTensor input, TorchTensor cell, TorchTensor output)
    {
        TorchTensor[] gates = (Input.call(input) + Recurrent.call(output)).chunk(4, 1);
        TorchTensor next = (gates[1].sigmoid() * cell) + (gates[0].sigmoid() * gates[3].tanh());
        return (next, gates[2].sigmoid() * next.tanh());
    }
}
