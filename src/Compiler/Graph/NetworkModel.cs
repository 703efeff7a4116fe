namespace CaffeSharpGen.Compiler.Graph;

/// <summary>A compiled network: everything that is decided at build time. Compared by value, without positions in the prototxt.</summary>
/// <param name="Name">The network's name, may be empty.</param>
/// <param name="HasFreeBatch">
/// Whether any number of images can run at once; shapes are then those for one image. Else shapes are as declared.
/// </param>
/// <param name="Values">All values in the order of computation; inputs first.</param>
/// <param name="Steps">All layers in the order of computation.</param>
public sealed record NetworkModel(string Name, bool HasFreeBatch, EquatableArray<ValueModel> Values, EquatableArray<StepModel> Steps)
{
    /// <summary>Numbers of the values that no layer reads.</summary>
    public IEnumerable<int> Outputs
    {
        get
        {
            var read = new HashSet<int>(Steps.SelectMany(step => step.Inputs));
            return Values.Select(value => value.Index).Where(index => !read.Contains(index));
        }
    }
}

/// <summary>One version of a blob (SSA): an input, or what one layer puts out.</summary>
/// <param name="Index">Its number.</param>
/// <param name="HookName">How a user names it: the layer's name, <c>layer:top</c> for further tops, the blob's name for inputs. Unique.</param>
/// <param name="Blob">Name of the blob in the prototxt.</param>
/// <param name="Type">Type of the layer that computes it; <c>Input</c> for inputs.</param>
/// <param name="Shape">N×C×H×W, or what the layer puts out.</param>
public sealed record ValueModel(int Index, string HookName, string Blob, string Type, Shape Shape);

/// <summary>One layer.</summary>
/// <param name="Name">Caffe's name, under which its weights are stored.</param>
/// <param name="Type">Caffe's type.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">Numbers of the values it reads.</param>
/// <param name="Outputs">Numbers of the values it computes.</param>
/// <param name="Weights">Shapes of its weights.</param>
/// <param name="InPlace">Whether Caffe stores its output over its input.</param>
/// <param name="SharedWith">For each of its weights, the earlier one whose memory it shares; null where it has its own.</param>
/// <param name="Needs">What its backward pass reads.</param>
/// <param name="Role">What it can be in a chain of layers that runs as one operation.</param>
public sealed record StepModel(
    string Name, string Type, OperationCall Operation, EquatableArray<int> Inputs, EquatableArray<int> Outputs,
    EquatableArray<Shape> Weights, bool InPlace, EquatableArray<WeightOwner?> SharedWith, BackwardNeeds Needs, FusionRole Role)
{
    /// <summary>Shapes of the weights that it does not share with an earlier one.</summary>
    public IEnumerable<Shape> OwnWeights => Weights.Where((_, blob) => SharedWith[blob] is null);
}

/// <summary>A weight whose memory others share: the first of its name (<c>param { name: "…" }</c>).</summary>
/// <param name="Layer">The layer that has it.</param>
/// <param name="Blob">Which of the layer's weights it is.</param>
public sealed record WeightOwner(string Layer, int Blob);

/// <summary>What a layer's backward pass reads of the forward pass.</summary>
[Flags]
public enum BackwardNeeds
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>Its inputs.</summary>
    Inputs = 1,

    /// <summary>Its outputs.</summary>
    Outputs = 2,

    /// <summary>There is no backward pass.</summary>
    NotDifferentiable = 4,

    /// <summary>The signs of its inputs: whoever runs the layer forward keeps a bit an element.</summary>
    Signs = 8,

    /// <summary>Where each maximum was: the layer keeps that itself.</summary>
    Places = 16,
}

/// <summary>What a layer can be in a chain of layers that runs as one operation (<see cref="Passes.Fusion"/>).</summary>
public enum FusionRole
{
    /// <summary>It runs by itself.</summary>
    None,

    /// <summary>A convolution: the head of a chain.</summary>
    Convolution,

    /// <summary>A matrix product: the head of a chain that goes on with a rectifier.</summary>
    Product,

    /// <summary>A learned factor or term for each channel (axis 1).</summary>
    Affine,

    /// <summary>The plain sum of two values.</summary>
    Sum,

    /// <summary>A rectifier of which a bit an element tells the derivative.</summary>
    Rectifier,
}
