using System.Text;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>A text that is made to be slow or costly, with a name for messages.</summary>
public sealed record HostileText(string Name, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Texts of a given size that ask one thing of the compiler over and over: every kind of token, long and often, and every list of a network.</summary>
public static class HostileTexts
{
    private const string Input = "input: 'x' input_shape { dim: 1 dim: 1 dim: 2 dim: 2 }\n";

    /// <summary>All of them, each about as long as is asked.</summary>
    public static IEnumerable<HostileText> Of(int length) => Tokens(length).Concat(Fields(length)).Concat(Networks(length));

    private static IEnumerable<HostileText> Tokens(int length)
    {
        yield return new("a long word", new string('a', length));
        yield return new("a long name of a field", $"{new string('a', length)}: 1");
        yield return new("a long name of a layer's field", $"layer {{ {new string('a', length)}: 1 }}");
        yield return new("a long name of an extension", $"[{Repeat("a.", length)}a]: 1");
        yield return new("a long integer", $"input_dim: {new string('1', length)}");
        yield return new("a long octal number", $"input_dim: 0{new string('7', length)}");
        yield return new("a long hexadecimal number", $"input_dim: 0x{new string('f', length)}");
        yield return new("a long fraction", $"layer {{ loss_weight: 0.{new string('1', length)} }}");
        yield return new("a small fraction", $"layer {{ loss_weight: 0.{new string('0', length)}1 }}");
        yield return new("a small fraction of a large exponent", $"layer {{ loss_weight: 0.{new string('0', length)}1e{length} }}");
        yield return new("a long exponent", $"layer {{ loss_weight: 1e{new string('9', length)} }}");
        yield return new("many exponents", $"layer {{ loss_weight: {Repeat("1e+", length)} }}");
        yield return new("many points", $"layer {{ loss_weight: 1{new string('.', length)} }}");
        yield return new("many signs", $"input_dim: {new string('-', length)}1");
        yield return new("a long string", $"name: '{new string('s', length)}'");
        yield return new("a long string of escapes", $"name: '{Repeat("\\x41", length)}'");
        yield return new("many empty strings", $"name: {Repeat("''", length)}");
        yield return new("many short strings", $"name: {Repeat("'a' ", length)}");
        yield return new("an open string", $"name: '{new string('s', length)}");
        yield return new("a long string for a number", $"input_dim: '{new string('s', length)}'");
        yield return new("a long word for a choice", $"layer {{ phase: {new string('T', length)} }}");
        yield return new("a long string where a field should stand", $"'{new string('s', length)}'");
        yield return new("a long comment", $"#{new string('c', length)}");
        yield return new("many comments", Repeat("#\n", length));
        yield return new("many blanks", new string(' ', length));
        yield return new("many lines", new string('\n', length));
        yield return new("many control characters", new string('\u0001', length));
        yield return new("many nulls", new string('\0', length));
        yield return new("many separators", $"name: 'a'{new string(';', length)}");
        yield return new("many braces", new string('{', length));
        yield return new("deep messages", Repeat("a{", length));
        yield return new("deep messages that close", Repeat(string.Concat(Enumerable.Repeat("a{", 60)) + new string('}', 60), length));
    }

    private static IEnumerable<HostileText> Fields(int length)
    {
        yield return new("many unknown fields", Repeat("a:1 ", length));
        yield return new("many different unknown fields", Many(length, i => $"a{i}:1 "));
        yield return new("many empty messages", Repeat("a{}", length));
        yield return new("many unknown fields of a layer", $"layer {{ {Repeat("a:1 ", length)} }}");
        yield return new("many names", Repeat("name:'' ", length));
        yield return new("a long list", $"input_dim: [{Repeat("1,", length)}1]");
        yield return new("a long list of wrong values", $"input_dim: [{Repeat("a,", length)}1]");
        yield return new("a long list of choices", $"layer {{ phase: [{Repeat("a,", length)}TEST] }}");
        yield return new("an empty layer many times", Repeat("layer{}", length));
        yield return new("an empty old layer many times", Repeat("layers{}", length));
        yield return new("an empty layer of the first format many times", Repeat("layers{layer{}}", length));
        yield return new("many messages for a number", Repeat("name{}", length));
        yield return new("many weights in the text", $"{Input}layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: 'a' {Repeat("blobs{}", length)} }}");
    }

    private static IEnumerable<HostileText> Networks(int length)
    {
        yield return new("many inputs without a shape", Many(length, i => $"input:'{i}'"));
        yield return new("many inputs of one name", Input + Repeat("input:'x' input_shape{dim:1}", length));
        yield return new("many inputs", Many(length, i => $"input:'{i}' input_shape{{dim:1}}"));
        yield return new("many old inputs", Many(length, i => $"input:'{i}' input_dim:[1,1,1,1]"));
        yield return new("an input of many axes", $"input: 'x' input_shape {{ {Repeat("dim:1 ", length)} }}");
        yield return new("layers over many axes", $"input: 'x' input_shape {{ {Repeat("dim:1 ", length / 2)} }} {Repeat("layer{type:'ReLU' bottom:'x' top:'x'}", length / 2)}");
        yield return new("a chain", Chain(length, i => $"b{i}", "ReLU"));
        yield return new("a chain of products", Chain(length, i => $"b{i}", "InnerProduct", "inner_product_param{num_output:1}"));
        yield return new("a chain in place", Input + Repeat("layer{type:'ReLU' bottom:'x' top:'x'}", length));
        yield return new("a chain of one name", Input + Many(length, i => $"layer{{name:'a' type:'ReLU' bottom:'{(i == 0 ? "x" : $"b{i - 1}")}' top:'b{i}'}}"));
        yield return new("a chain of one identifier", Input + Many(length, i => $"layer{{name:'a{new string('-', i % 20)}{new string('/', i / 20 % 20)}' type:'ReLU' bottom:'x' top:'x'}}"));
        yield return new("names that look renamed", Input + Many(length, i => $"layer{{name:'{(i % 2 == 0 ? "a" : $"a#{(i / 2) + 2}")}' type:'ReLU' bottom:'x' top:'x'}}"));
        yield return new("many readers of one value", Input + Many(length, i => $"layer{{type:'ReLU' bottom:'x' top:'b{i}'}}"));
        yield return new("many unknown bottoms", Input + Many(length, i => $"layer{{type:'ReLU' bottom:'u{i}' top:'b{i}'}}"));
        yield return new("many unknown bottoms of a layer", $"{Input}layer {{ type: 'Concat' top: 'y' {Many(length, i => $"bottom:'u{i}'")} }}");
        yield return new("many unknown bottoms beside many known", Input + Many(length / 2, i => $"layer{{type:'ReLU' bottom:'x' top:'b{i}'}}") + Many(length / 2, i => $"layer{{type:'ReLU' bottom:'c{i}' top:'d{i}'}}"));
        yield return new("many unknown types", Input + Many(length, i => $"layer{{type:'Rely{i}' bottom:'x' top:'b{i}'}}"));
        yield return new("a long unknown type", $"{Input}layer {{ name: 'a' type: '{new string('R', length)}' bottom: 'x' top: 'y' }}");
        yield return new("a long unknown bottom", $"{Input}layer {{ name: 'a' type: 'ReLU' bottom: '{new string('u', length)}' top: 'y' }}");
        yield return new("a long name with many wrong fields", $"layer {{ name: '{new string('n', length / 2)}' {Repeat("a:1 ", length / 2)} }}");
        yield return new("a long name with many wrong values", $"layer {{ name: '{new string('n', length / 2)}' loss_weight: [{Repeat("a,", length / 2)}1] }}");
        yield return new("a long name of a layer", $"{Input}layer {{ name: '{new string('n', length)}' type: 'ReLU' bottom: 'x' top: 'y' }}");
        yield return new("a long name with many tops", $"{Input}layer {{ name: '{new string('n', length / 2)}' type: 'Split' bottom: 'x' {Many(length / 2, i => $"top:'t{i}'")} }}");
        yield return new("a long name with many unknown bottoms", $"{Input}layer {{ name: '{new string('n', length / 2)}' type: 'Concat' top: 'y' {Many(length / 2, i => $"bottom:'u{i}'")} }}");
        yield return new("a long name of many tops that stand", $"{Input}layer {{ name: '{new string('n', length / 2)}' type: 'Split' bottom: 'x' {Repeat("top:'y'", length / 2)} }}");
        yield return new("a long name of the net", $"name: '{new string('n', length)}' {Input}layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: 'y' }}");
        yield return new("a long name of a blob", $"{Input}layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: '{new string('y', length)}' }}");
        yield return new("a long name of an input", $"input: '{new string('y', length)}' input_shape {{ dim: 1 }} layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: 'y' }}");
        yield return new("many tops of a split", $"{Input}layer {{ name: 'a' type: 'Split' bottom: 'x' {Many(length, i => $"top:'t{i}'")} }}");
        yield return new("many tops of a slice", $"input: 'x' input_shape {{ dim: 1 dim: {length * 8} }} layer {{ name: 'a' type: 'Slice' bottom: 'x' {Many(length * 5 / 8, i => $"top:'t{i}'")} slice_param {{ {Many(length * 3 / 8, i => $"slice_point:{i + 1} ")} }} }}");
        yield return new("many slice points", $"{Input}layer {{ name: 'a' type: 'Slice' bottom: 'x' top: 'y' slice_param {{ {Many(length, i => $"slice_point:{i + 1} ")} }} }}");
        yield return new("many tops of an input", $"layer {{ name: 'a' type: 'Input' {Many(length, i => $"top:'t{i}'")} input_param {{ shape {{ dim: 1 }} }} }}");
        yield return new("many bottoms of a concat", $"{Input}layer {{ name: 'a' type: 'Concat' top: 'y' {Repeat("bottom:'x'", length)} }}");
        yield return new("many bottoms of an eltwise", $"{Input}layer {{ name: 'a' type: 'Eltwise' top: 'y' {Repeat("bottom:'x'", length)} }}");
        yield return new("many bottoms of a relu", $"{Input}layer {{ name: 'a' type: 'ReLU' top: 'y' {Repeat("bottom:'x'", length)} }}");
        yield return new("many tops that are bottoms", $"{Input}{Many(length / 3, i => $"layer{{type:'ReLU' bottom:'x' top:'t{i}'}}")} layer {{ name: 'a' type: 'Split' {Many(length / 3, i => $"bottom:'t{i}'")} {Many(length / 3, i => $"top:'t{i}'")} }}");
        yield return new("a reshape to many axes", $"{Input}layer {{ name: 'a' type: 'Reshape' bottom: 'x' top: 'y' reshape_param {{ shape {{ dim: -1 {Repeat("dim:1 ", length)} }} }} }}");
        yield return new("many kernel sizes", $"{Input}layer {{ name: 'a' type: 'Convolution' bottom: 'x' top: 'y' convolution_param {{ num_output: 1 {Repeat("kernel_size:1 ", length)} }} }}");
        yield return new("many parameters of a layer", $"{Input}layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: 'y' {Repeat("param{} ", length)} }}");
        yield return new("many shared weights", Input + Many(length, i => $"layer{{name:'{i}' type:'InnerProduct' bottom:'x' top:'y{i}' inner_product_param{{num_output:1}} param{{name:'w'}}}}"));
        yield return new("many rules of a layer", $"{Input}layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: 'y' {Repeat("include{} ", length)} }}");
        yield return new("many stages of a rule", $"{Input}layer {{ name: 'a' type: 'ReLU' bottom: 'x' top: 'y' include {{ {Repeat("stage:'' ", length)} }} }}");
        yield return new("many data layers", Many(length, i => $"layer{{type:'Data' top:'b{i}'}}layer{{type:'ReLU' bottom:'b{i}' top:'b{i}'}}"));
        yield return new("many shapes of a dummy", $"layer {{ name: 'a' type: 'DummyData' {Many(length / 2, i => $"top:'t{i}'")} dummy_data_param {{ {Repeat("shape{dim:1}", length / 2)} }} }} layer {{ type: 'Concat' {Many(length / 2, i => $"bottom:'t{i}'")} top: 'y' }}");
        yield return new("many losses", Input + Repeat("layer{type:'SoftmaxWithLoss' bottom:'x'}", length));
        yield return new("many old layers", "input:'x' input_dim:[1,1,2,2] " + Many(length, i => $"layers{{type:RELU bottom:'{(i == 0 ? "x" : $"b{i - 1}")}' top:'b{i}'}}"));
        yield return new("many layers of the first format", "input:'x' input_dim:[1,1,2,2] " + Many(length, i => $"layers{{layer{{name:'{i}' type:'relu'}}bottom:'{(i == 0 ? "x" : $"b{i - 1}")}' top:'b{i}'}}"));
        yield return new("many paddings", "input:'x' input_dim:[1,1,2,2] " + Many(length, i => $"layers{{layer{{name:'{i}' type:'padding' pad:1}}bottom:'{(i == 0 ? "x" : $"b{i - 1}")}' top:'b{i}'}}"));
        yield return new("a ladder of concats", Input + Many(length, i => $"layer{{name:'c{i}' type:'Concat' bottom:'x' bottom:'x' top:'c{i}'}}"));
        yield return new("a stack of concats in concats", Concats(length));
        yield return new("shortcuts", Input + Many(length, i => $"layer{{name:'e{i}' type:'Eltwise' bottom:'{(i == 0 ? "x" : $"e{i - 1}")}' bottom:'x' top:'e{i}'}}"));
        yield return new("many copies of copies", Input + Many(length, i => $"layer{{type:'Dropout' bottom:'{(i == 0 ? "x" : $"b{i - 1}")}' top:'b{i}'}}"));
    }

    private static string Chain(int length, Func<int, string> blob, string type, string more = "") =>
        Input + Many(length, i => $"layer{{name:'{blob(i)}' type:'{type}' bottom:'{(i == 0 ? "x" : blob(i - 1))}' top:'{blob(i)}' {more}}}");

    // Each joins the one before with a value of 16 channels: deep nesting of values in values.
    private static string Concats(int length) =>
        "input: 'x' input_shape { dim: 1 dim: 16 dim: 1 dim: 1 }\n" + Many(length, i =>
            $"layer{{name:'r{i}' type:'ReLU' bottom:'x' top:'r{i}'}}layer{{name:'c{i}' type:'Concat' bottom:'{(i == 0 ? "r0" : $"c{i - 1}")}' bottom:'r{i}' top:'c{i}'}}");

    private static string Repeat(string piece, int length) => Many(length, _ => piece);

    private static string Many(int length, Func<int, string> piece)
    {
        var text = new StringBuilder();
        for (int i = 0; text.Length < length; i++)
            text.Append(piece(i));
        return text.ToString();
    }
}
