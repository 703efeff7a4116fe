namespace CaffeSharpGen.Operations;

/// <summary>
/// A layer of a type that CaffeSharpGen does not know, which the user of the network names with the shapes of its tops (the metadata
/// <c>CaffeCustomLayers</c>). What it computes is code of the program, on the host: a partial method of the generated class, or a delegate
/// that is given when the network is loaded. Without such code the layer does not run, nor does what depends on it. It has a gradient if
/// the code has one.
/// </summary>
/// <param name="Type">Caffe's name of the type; of a Python layer, module and class.</param>
/// <param name="Parameters">The layer's fields beside name, type, bottoms and tops, as text of a prototxt in one line.</param>
/// <param name="ParamStr">Of a Python layer, its <c>param_str</c>; else empty.</param>
public sealed record Custom(string Type, string Parameters = "", string ParamStr = "") : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Custom);

    /// <summary>Whether what it computes for one image depends on the others: it may.</summary>
    public override bool MixesImages => true;

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs | BackwardReads.Outputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "code of the program";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Text("custom", Type);
        if (Parameters.Length > 0)
            fields.Text("parameters", Parameters);
        if (ParamStr.Length > 0)
            fields.Text("param_str", ParamStr);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Custom Read(Fields fields) =>
        new(fields.Text("custom"u8), fields.Text("parameters"u8, ""), fields.Text("param_str"u8, ""));
}
