using System.Globalization;
using CsCheck;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>
/// Small prototxts with random damage, in tokens and in characters, through the generator: it never throws, what it reports lies within the text, and
/// what it emits, of wrong texts too, is C# without any message. A short run here; <c>CSG_FUZZ=100000</c> makes as many, and <c>CsCheck_Seed</c> repeats one.
/// </summary>
public sealed class FuzzTests
{
    // Each has what the others do not: layers of all generations, names that collide, sharing, rules, legacy inputs.
    private static readonly string[] Originals =
    [
        """
        name: "plain" input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
        layer { name: "conv/1" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 16 kernel_size: 3 pad: 1 } }
        layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" } layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "both" type: "Concat" bottom: "conv" bottom: "conv" top: "both" concat_param { axis: 1 } }
        layer { name: "fc" type: "InnerProduct" bottom: "both" top: "fc" inner_product_param { num_output: 2 } }
        """,
        """
        layer { name: "in" type: "Input" top: "a" top: "b" input_param { shape { dim: 2 dim: 4 dim: 5 dim: 5 } } }
        layer { name: "x" type: "Convolution" bottom: "a" top: "x" param { name: "w" } param { name: "b" } convolution_param { num_output: 4 kernel_size: 1 } }
        layer { name: "y" type: "Convolution" bottom: "b" top: "y" param { name: "w" } param { name: "b" } convolution_param { num_output: 4 kernel_size: 1 } }
        layer { name: "sum" type: "Eltwise" bottom: "x" bottom: "y" top: "sum" eltwise_param { operation: SUM coeff: [1, -.5] } }
        layer { name: "sum" type: "Pooling" bottom: "sum" top: "pool" top: "mask" pooling_param { kernel_size: 2 stride: 2 pool: MAX } }
        layer { name: "parts" type: "Slice" bottom: "pool" top: "low" top: "high" slice_param { slice_point: 2 } }
        layer { name: "drop" type: "Dropout" bottom: "low" top: "drop" include { phase: TEST } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "high" bottom: "drop" top: "loss" }
        """,
        """
        input: 'data' input_dim: 1 input_dim: 2 input_dim: 0x4 input_dim: 04 # old
        layers { name: 'forward' type: POWER bottom: 'data' top: 'p' power_param { power: -0.5 scale: 1e-3 shift: inf } }
        layers { name: 'p#2' type: TANH bottom: 'p' top: 'p' } layers { name: 'p' type: SIGMOID bottom: 'p' top: 'p' }
        layers { name: "\"q\"\n\x41" type: SPLIT bottom: 'p' top: 's' top: 't' };
        """,
        """
        input: "data" input_dim: [1, 1, 6, 6]
        layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "data" top: "pad" }
        layers { layer { name: "conv" type: "conv" num_output: 2 kernelsize: 3 } bottom: "pad" top: "conv" }
        layers < layer < name: "soft" type: "softmax" > bottom: "conv" top: "soft" >
        """,
    ];

    // What stands in for a token, or is put between two.
    private static readonly string[] Words =
    [
        "0", "1", "-1", "2147483648", "1e99", "nan", "0x7fffffff", "''", "\"\"", "'forward'", "'load'", "'net'", "'data'", "'p:t'", "'a#2'", "'\\000'", "'\u2028'", "'\uD83D'", "'🙂'",
        "{", "}", "<", ">", "[", "]", ":", ";", ",", "-", "#\n", "layer", "layers", "name", "type", "top", "bottom", "dim", "input", "param", "shape", "include", "axis", "true", "MAX",
        "'Input'", "'Split'", "'Reshape'", "'Concat'", "'Data'", "'ReLU'", "'Slice'", "'LSTM'", "input_param", "reshape_param", "force_backward: true", "state { stage: 'x' }",
    ];

    private static readonly long Runs = long.TryParse(Environment.GetEnvironmentVariable("CSG_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out long runs) ? runs : 60;

    private static readonly Gen<string> Damaged =
        from original in Gen.Int[0, Originals.Length - 1]
        from edits in Edit.Array[0, 4]
        select Apply(edits, Originals[original]);

    // A kind of damage, where, and what with.
    private static Gen<(int Kind, int At, int Of, char Character)> Edit => Gen.Select(Gen.Int[0, 6], Gen.Int[0, 9999], Gen.Int[0, 9999], Gen.Char);

    [Fact]
    public void Damaged_texts_give_errors_or_clean_csharp() => Damaged.Sample(Require, iter: Runs, threads: 1, print: text => text);

    private static void Require(string text)
    {
        // Throws what the generator threw.
        var run = new GeneratorRun(new Prototxt("net.prototxt", text));
        foreach (Diagnostic message in run.Diagnostics)
        {
            Assert.InRange(message.Location.SourceSpan.Start, 0, text.Length);
            Assert.InRange(message.Location.SourceSpan.End, message.Location.SourceSpan.Start, text.Length);
            Assert.InRange(message.GetMessage().Length, 1, 5000);
        }
        bool wrong = run.Diagnostics.Any(message => message.Severity == DiagnosticSeverity.Error);
        // What is wrong gives as much of the class as is known, unless no class can have its name.
        if (wrong && run.Sources.Count == 0)
            run = new GeneratorRun(new Prototxt("net.prototxt", text) { Metadata = { ["CaffeClassName"] = "Net" } });
        Assert.Equal(wrong ? 1 : 2, run.Sources.Count);
        Diagnostic[] found = run.AllMessages();
        Assert.True(found.Length == 0, string.Join("\n", found.Take(3)));
    }

    private static string Apply((int Kind, int At, int Of, char Character)[] edits, string text)
    {
        foreach ((int kind, int at, int of, char character) in edits)
        {
            List<string> tokens = PrototxtTokens.Of(text);
            int place = tokens.Count == 0 ? 0 : at % tokens.Count;
            if (kind < 5 && tokens.Count > 0)
            {
                string other = kind < 3 ? tokens[of % tokens.Count] : Words[of % Words.Length];
                if (kind is 0 or 3)
                    tokens[place] = other;
                else if (kind is 1 or 4)
                    tokens.Insert(place, other);
                else
                    tokens.RemoveAt(place);
                text = string.Join(" ", tokens);
            }
            else if (text.Length > 0)
            {
                int offset = at % text.Length;
                text = kind == 5 ? text.Insert(offset, character.ToString()) : text.Remove(offset, Math.Min(1 + (of % 3), text.Length - offset));
            }
        }
        return text;
    }
}
