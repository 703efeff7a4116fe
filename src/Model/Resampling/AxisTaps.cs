namespace CaffeSharpGen.Resampling;

/// <summary>
/// A linear function along one axis: each element of the output is a weighted sum of a few elements of the input. Backward it is another
/// one, with inputs and outputs exchanged (<see cref="Transposed"/>).
/// </summary>
public sealed class AxisTaps
{
    private readonly int[] starts;
    private readonly int[] sources;
    private readonly float[] weights;

    private AxisTaps(int inputs, int[] starts, int[] sources, float[] weights)
    {
        Inputs = inputs;
        (this.starts, this.sources, this.weights) = (starts, sources, weights);
    }

    /// <summary>Length of the axis that is read.</summary>
    public int Inputs { get; }

    /// <summary>Length of the axis that is written.</summary>
    public int Outputs => starts.Length - 1;

    /// <summary>Where the taps of each output start in the other two; one entry more says where the last ones end.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>Which inputs are read.</summary>
    public ReadOnlySpan<int> Sources => sources;

    /// <summary>What they are multiplied by.</summary>
    public ReadOnlySpan<float> Weights => weights;

    /// <summary>Computes the taps of an axis.</summary>
    /// <param name="rule">Which elements make one.</param>
    /// <param name="axis">The lengths of the axis.</param>
    /// <param name="otherFactor">Input by output length of the other axis, which FlowNet's rules read.</param>
    /// <param name="antialias">Whether FlowNet's filters are as wide as the steps between outputs.</param>
    public static AxisTaps Of(ResizeRule rule, ResizedAxis axis, float otherFactor, bool antialias)
    {
        var taps = new Builder(axis);
        Action<int, float> add = taps.Add;
        for (int output = 0; output < axis.Outputs; output++)
        {
            ResizeRules.Add(rule, axis, otherFactor, antialias, output, add);
            taps.EndOutput();
        }
        return taps.Build();
    }

    /// <summary>The function that carries gradients back.</summary>
    public AxisTaps Transposed()
    {
        int[] ends = new int[Inputs + 1];
        foreach (int source in sources)
            ends[source + 1]++;
        for (int i = 0; i < Inputs; i++)
            ends[i + 1] += ends[i];
        int[] next = [.. ends], outputs = new int[sources.Length];
        float[] values = new float[sources.Length];
        for (int output = 0; output < Outputs; output++)
        {
            for (int tap = starts[output]; tap < starts[output + 1]; tap++)
            {
                int at = next[sources[tap]]++;
                (outputs[at], values[at]) = (output, weights[tap]);
            }
        }
        return new AxisTaps(Outputs, ends, outputs, values);
    }

    private sealed class Builder(ResizedAxis axis)
    {
        private readonly List<int> starts = new(axis.Outputs + 1) { 0 };
        private readonly List<int> sources = [];
        private readonly List<float> weights = [];

        // A position in the part of the input that is read; a weight of 0 adds nothing.
        public void Add(int position, float weight)
        {
            if (weight == 0)
                return;
            sources.Add(axis.CropBegin + Math.Max(0, Math.Min(position, axis.Used - 1)));
            weights.Add(weight);
        }

        public void EndOutput() => starts.Add(sources.Count);

        public AxisTaps Build() => new(axis.Inputs, [.. starts], [.. sources], [.. weights]);
    }
}

/// <summary>The lengths of an axis that is resized.</summary>
/// <param name="Inputs">Length of the axis that is read.</param>
/// <param name="Outputs">Length of the axis that is written.</param>
/// <param name="CropBegin">How many elements at its begin are left out.</param>
/// <param name="CropEnd">How many elements at its end are left out.</param>
public readonly record struct ResizedAxis(int Inputs, int Outputs, int CropBegin = 0, int CropEnd = 0)
{
    /// <summary>How many elements are left.</summary>
    public int Used => Inputs - CropBegin - CropEnd;
}
