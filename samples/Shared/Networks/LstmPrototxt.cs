using System.Globalization;
using System.Text;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>
/// Prototxts of language models for any sizes, layer by layer those of <c>models/language</c>: what runs checkpoints of sizes that no
/// network is compiled for.
/// </summary>
/// <param name="name">The network's name.</param>
public sealed class LstmPrototxt(string name)
{
    private readonly StringBuilder text = new($"name: \"{name}\"\n");

    /// <summary>The network.</summary>
    public NetworkDefinition Compile() => CompiledPrototxt.Parse(text.ToString(), $"{name}.prototxt").Definition;

    /// <summary>Adds an input, 1×<paramref name="length"/>.</summary>
    public void AddInput(string input, int length) =>
        Add(
            input, "Input", [], [input],
            string.Create(CultureInfo.InvariantCulture, $"input_param {{ shape {{ dim: 1 dim: {length} }} }}"));

    /// <summary>Adds a layer whose only value has its name.</summary>
    public void Add(string layer, string type, params string[] inputs) => Add(layer, type, inputs, [layer], "");

    /// <summary>Adds a fully connected layer.</summary>
    public void AddProduct(string layer, string input, int outputs) =>
        Add(
            layer, "InnerProduct", [input], [layer],
            string.Create(CultureInfo.InvariantCulture, $"inner_product_param {{ num_output: {outputs} }}"));

    /// <summary>Adds a product of two values, element by element.</summary>
    public void AddElementProduct(string layer, string first, string second) =>
        Add(layer, "Eltwise", [first, second], [layer], "eltwise_param { operation: PROD }");

    /// <summary>
    /// Adds layers of LSTM units. The state, c and h of each layer one behind the other, is taken from the input <c>state</c> and handed on
    /// as <c>next</c>.
    /// </summary>
    /// <param name="input">What the first layer reads.</param>
    /// <param name="units">Number of units of a layer.</param>
    /// <param name="layers">Number of layers.</param>
    /// <returns>What the last layer gives.</returns>
    public string AddLstm(string input, int units, int layers)
    {
        int[] all = [.. Enumerable.Range(1, layers)];
        Add("states", "Slice", ["state"], [.. all.SelectMany(k => new[] { $"c{k}", $"h{k}" })], "");
        foreach (int k in all)
        {
            AddUnits(k, k == 1 ? input : $"next_h{k - 1}", units);
        }
        Add("next", "Concat", [.. all.SelectMany(k => new[] { $"next_c{k}", $"next_h{k}" })]);
        return $"next_h{layers}";
    }

    // Rows of the products are those of the gates in, forget and out, then those of the candidate.
    private void AddUnits(int k, string input, int units)
    {
        AddProduct($"i2h_{k}", input, 4 * units);
        AddProduct($"h2h_{k}", $"h{k}", 4 * units);
        Add($"sums_{k}", "Eltwise", $"i2h_{k}", $"h2h_{k}");
        Add(
            $"parts_{k}", "Slice", [$"sums_{k}"], [$"gate_sums_{k}", $"candidate_sum_{k}"],
            string.Create(CultureInfo.InvariantCulture, $"slice_param {{ slice_point: {3 * units} }}"));
        Add($"gates_{k}", "Sigmoid", $"gate_sums_{k}");
        Add($"each_gate_{k}", "Slice", [$"gates_{k}"], [$"in_{k}", $"forget_{k}", $"out_{k}"], "");
        Add($"candidate_{k}", "TanH", $"candidate_sum_{k}");
        AddElementProduct($"kept_{k}", $"forget_{k}", $"c{k}");
        AddElementProduct($"written_{k}", $"in_{k}", $"candidate_{k}");
        Add($"next_c{k}", "Eltwise", $"kept_{k}", $"written_{k}");
        Add($"tanh_c{k}", "TanH", $"next_c{k}");
        AddElementProduct($"next_h{k}", $"out_{k}", $"tanh_c{k}");
    }

    private void Add(string layer, string type, IEnumerable<string> inputs, IEnumerable<string> outputs, string parameters)
    {
        text.Append(CultureInfo.InvariantCulture, $"layer {{ name: \"{layer}\" type: \"{type}\"");
        foreach (string input in inputs)
            text.Append(CultureInfo.InvariantCulture, $" bottom: \"{input}\"");
        foreach (string output in outputs)
            text.Append(CultureInfo.InvariantCulture, $" top: \"{output}\"");
        text.Append(parameters.Length > 0 ? $" {parameters} }}\n" : " }\n");
    }
}
