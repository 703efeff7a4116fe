using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// A layer that code of the program computes, while it does: what it reads, and where its results go. It is on the host, in plain
/// N×C×H×W, on whatever device the network runs.
/// </summary>
public class CustomLayer
{
    private readonly LayerStep step;
    private readonly Custom operation;

    internal CustomLayer(LayerStep step)
    {
        this.step = step;
        operation = (Custom)step.Operation;
        (BottomsOfPass, TopsOfPass) = (new Tensor[step.Inputs.Count], new Tensor[step.Outputs.Count]);
    }

    /// <summary>Caffe's name of the layer.</summary>
    public string Name => step.Name;

    /// <summary>Caffe's type of the layer; of a Python layer, module and class.</summary>
    public string Type => operation.Type;

    /// <summary>Of a Python layer, its <c>param_str</c>; else empty.</summary>
    public string ParamStr => operation.ParamStr;

    /// <summary>The layer's fields beside name, type, bottoms and tops, as text of a prototxt in one line.</summary>
    public string Parameters => operation.Parameters;

    /// <summary>What the layer reads, in the order of its bottoms; for reading only.</summary>
    public IReadOnlyList<Tensor> Bottoms => BottomsOfPass;

    /// <summary>
    /// What the layer computes, in the order of its tops, of the shapes that <c>CaffeCustomLayers</c> gives; zeros until the code writes
    /// them. Where rows depend on the data and fewer are used than there is room for, the used ones come first, and in the others the first
    /// column, which is the index of the image, is −1.
    /// </summary>
    public IReadOnlyList<Tensor> Tops => TopsOfPass;

    /// <summary>The weights that the file has under the layer's name, as they are stored; none if it has none.</summary>
    public IReadOnlyList<WeightBlob> Weights => step.Weights;

    /// <summary>The network, which runs: the values of other layers can be read, but no pass can begin.</summary>
    public Network Network => step.Outputs[0].Network;

    /// <summary>Number of images that run at once.</summary>
    public int BatchSize => Network.BatchSize;

    internal Tensor[] BottomsOfPass { get; }

    internal Tensor[] TopsOfPass { get; }

    /// <summary>Such as <c>proposal (rpn.proposal_layer.ProposalLayer)</c>.</summary>
    public override string ToString() => $"{Name} ({Type})";
}
