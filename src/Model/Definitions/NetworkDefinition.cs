namespace CaffeSharpGen.Definitions;

/// <summary>
/// A network as data: everything that is decided when a prototxt is compiled. Immutable, compared by value, without positions in the
/// prototxt, without weights and without a device. The generator writes it as a table (<see cref="TableWriter"/>) that the program reads
/// when it loads the network; a prototxt that is compiled at run time gives it as it is.
/// </summary>
/// <param name="Name">The network's name, may be empty.</param>
/// <param name="Values">All values: inputs first, then what the steps compute, in their order.</param>
/// <param name="Steps">All operations in the order of computation. Those of a fused group are neighbors.</param>
/// <param name="ArenaFloats">Size of the memory that values share, in floats, for one image.</param>
public sealed record NetworkDefinition(
    string Name, EquatableArray<ValueDefinition> Values, EquatableArray<StepDefinition> Steps, long ArenaFloats)
{
    /// <summary>
    /// Whether any number of images can run at once. Otherwise shapes are those that the prototxt declares, and a batch runs as one image.
    /// </summary>
    public bool HasFreeBatch => Values.Any(value => value.Shape.IsPerImage);

    /// <summary>Number of inputs: they are the first values.</summary>
    public int InputCount => Steps.Length > 0 ? Steps[0].Outputs[0] : Values.Length;

    /// <summary>Indices of the values that are inputs.</summary>
    public IEnumerable<int> Inputs => Enumerable.Range(0, InputCount);

    /// <summary>
    /// Indices of the values that no step reads, but for hidden ones: a recurrent layer's last states are the network's own affair.
    /// </summary>
    public IEnumerable<int> Outputs
    {
        get
        {
            var read = new HashSet<int>(Steps.SelectMany(step => step.Inputs));
            return Enumerable.Range(0, Values.Length).Where(index => !read.Contains(index) && !Values[index].IsHidden);
        }
    }

    /// <summary>The fused groups, in the order of computation.</summary>
    public EquatableArray<StepRange> Groups
    {
        get
        {
            var groups = new StepRange[Steps.Length];
            int count = 0;
            for (int first = 0, end; first < Steps.Length; first = end)
            {
                end = first + 1;
                while (end < Steps.Length && Steps[end].IsFused)
                    end++;
                groups[count++] = new StepRange(first, end - first);
            }
            return EquatableArray.First(groups, count);
        }
    }

    /// <summary>How a step uses its operation.</summary>
    public OperationUse UseOf(StepDefinition step) =>
        new(step.Inputs.Length, step.Inputs.Length > 0 ? Values[step.Inputs[0]].Shape.Rank : 0, step.Weights);
}
