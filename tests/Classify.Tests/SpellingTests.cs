using System.CommandLine;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>What each option means, under each of its names.</summary>
public sealed class SpellingTests
{
    private static readonly Request Default = Parse([])!;

    public static TheoryData<string, string, string> Options
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach ((string names, string value) in new[]
            {
                ("--network", "vgg16"),
                ("--proto-file -proto_file --proto_file", "a.prototxt"),
                ("--model-file -model_file --model_file --weights", "a.caffemodel"),
                ("--input-image-path -input_image_path --input_image_path --image", "@a.png"),
                ("--input-sz -input_sz --input_sz --input-size", "227"),
                ("--layer-name -layer_name --layer_name --layer", "30"),
                ("--label -label", "283"),
                ("--output-image-name -output_image_name --output_image_name", "mine"),
                ("--out-path -out_path --out_path --output", "there"),
                ("--save-as-heatmap -save_as_heatmap --save_as_heatmap", "0"),
                ("--threads", "2"),
                ("--top", "7"),
                ("--class-names", "names.txt"),
                ("--channels", "rgb"),
                ("--mean", "1.5,-2,3"),
                ("--scale", "0.017"),
            })
            {
                string[] all = names.Split(' ');
                foreach (string name in all)
                    rows.Add(name, value, all[0]);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_name_sets_the_same_thing(string name, string value, string option)
    {
        Request expected = Default with { Strip = false };
        expected = option switch
        {
            "--network" => expected with { Network = value },
            "--proto-file" => expected with { ProtoFile = value },
            "--model-file" => expected with { Weights = value },
            "--input-image-path" => expected with { Image = value },
            "--input-sz" => expected with { InputSize = 227 },
            "--layer-name" => expected with { Layer = value },
            "--label" => expected with { Labels = [value] },
            "--output-image-name" => expected with { OutputImageName = value },
            "--out-path" => expected with { OutputPath = value },
            "--save-as-heatmap" => expected with { SaveAsHeatMap = false },
            "--threads" => expected with { Threads = 2 },
            "--top" => expected with { Top = 7 },
            "--class-names" => expected with { ClassNames = value },
            "--channels" => expected with { Channels = value },
            "--mean" => expected with { Mean = [1.5, -2, 3] },
            "--scale" => expected with { Scale = 0.017 },
            _ => throw new ArgumentException(option),
        };
        Same(expected, Parse([name, value]));
        Same(expected, Parse([$"{name}={value}"]));
    }

    [Theory]
    [InlineData("-gpuid", "-1")]
    [InlineData("--gpuid", "-1")]
    [InlineData("-backend", "nn")]
    [InlineData("--backend", "cudnn")]
    [InlineData("-seed", "123")]
    [InlineData("--seed", "5")]
    [InlineData("--device", "cpu")]
    public void What_has_no_effect_is_understood(string name, string value) => Same(Default with { Strip = false }, Parse([name, value]));

    [Fact]
    public void Of_a_prototxt_it_is_said_how_it_is_compiled()
    {
        var compiled = new PrototxtOptions
        {
            InputShape = "1,3,64,64",
            IgnoreFields = EquatableArray.Create("ceil_mode", "mem_param"),
            Stages = EquatableArray.Create("deploy"),
            Level = 2,
            KeepLoss = true,
            Dialect = "bvlc",
            CustomLayers = "a.B=1x5; C=same",
        };
        string[] arguments =
        [
            "-proto_file", "a.prototxt", "--input-shape", "1,3,64,64", "--ignore-fields", "ceil_mode, mem_param", "--stages", "deploy",
            "--level", "2", "--keep-loss", "--dialect", "bvlc", "--custom-layers", "a.B=1x5; C=same",
        ];
        Same(Default with { Strip = false, ProtoFile = "a.prototxt", Prototxt = compiled }, Parse(arguments));
        Same(
            Default with { Strip = false, ProtoFile = "a.prototxt", Prototxt = new PrototxtOptions { LossValues = true, AlignCrop = true } },
            Parse(["-proto_file", "a.prototxt", "--loss-values", "--align-crop"]));
    }

    [Fact]
    public void Without_options_it_explains_what_is_predicted_and_makes_a_strip()
    {
        Same(new Request { Labels = ["-1"], Strip = true }, Default);
        Assert.True(Parse(["--strip"])!.Strip);
        Assert.True(Parse(["--json"])!.Json);
    }

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("-")]
    [InlineData("@photo.jpg")]
    public void A_picture_needs_no_option(string name)
    {
        Same(Default with { Strip = false, Image = name }, Parse([name]));
        Same(Default with { Strip = true, Image = name }, Parse(["--strip", name]));
        Same(Default with { Strip = false, Image = name, Top = 3 }, Parse([name, "--top", "3"]));
    }

    [Fact]
    public void Labels_may_be_repeated() =>
        Assert.Equal(["243", "tiger cat", "-1"], Parse(["-label", "243", "--label", "tiger cat", "-label", "-1"])!.Labels);

    [Theory]
    [InlineData("there is no option '--bogus'", "--bogus")]
    [InlineData("there is no option '--lable'; did you mean --label?", "--lable", "5")]
    [InlineData("there is no option '-image'; did you mean --image?", "-image", "a.png", "b.png")]
    [InlineData("there is no option '--shape=1'; did you mean --input-shape?", "--shape=1")]
    [InlineData("'16' stands where the picture does; give a label as --label 16", "-label", "5", "16")]
    [InlineData("'cat' stands where the picture does, and there is no such file (what has blanks", "--label", "tiger", "cat")]
    [InlineData("2 pictures are given, 'a.png', 'b.png'; expected one", "a.png", "b.png")]
    [InlineData("'a.png' and --image both name the picture", "a.png", "--image", "b.png")]
    [InlineData("give a network as --proto-file net.prototxt", "net.prototxt")]
    [InlineData("give weights as --weights my.caffemodel", "my.caffemodel")]
    [InlineData("the picture's name is empty", "")]
    [InlineData("-gpuid is 'x'; expected -1, the CPU, or the number of a GPU, counted from 0, such as -gpuid 0", "-gpuid", "x")]
    [InlineData("-gpuid is given 2 times; expected it once", "-gpuid", "-1", "-gpuid", "-1")]
    [InlineData("--image is given 2 times; expected it once", "--image", "a", "--image", "b")]
    [InlineData("-seed is 'x'; expected a whole number, such as -seed 123", "-seed", "x")]
    [InlineData("-backend is 'cuda'; expected nn or cudnn", "-backend", "cuda")]
    [InlineData("-save_as_heatmap is '2'; expected 1 or 0", "-save_as_heatmap", "2")]
    [InlineData("--top is '0'; expected a whole number from 1 on, such as --top 5", "--top", "0")]
    [InlineData("--top is '3000000000'", "--top", "3000000000")]
    [InlineData("--top has no value; expected a whole number from 1 on", "--top")]
    [InlineData("--threads is 'abc'; expected a whole number from 0 to 64, such as --threads 4", "--threads", "abc")]
    [InlineData("--threads is '65'", "--threads", "65")]
    [InlineData("--threads is '-1'", "--threads", "-1")]
    [InlineData("--network and --proto-file", "--network", "scenes", "-proto_file", "a")]
    [InlineData("-label has no value; expected a label's number or name", "-label")]
    [InlineData("-label is given 2 times with 1", "-label", "5", "-label")]
    [InlineData("--image is empty; expected a picture file", "--image", "")]
    [InlineData("--weights is empty", "--weights", "")]
    [InlineData("-proto_file is empty", "-proto_file", "")]
    [InlineData("-out_path is empty", "-out_path", "")]
    [InlineData("--class-names is empty", "--class-names", "")]
    [InlineData("--channels is 'cmyk'; expected bgr, rgb or gray", "--channels", "cmyk")]
    [InlineData("--mean is '1,x'; expected one number", "--mean", "1,x")]
    [InlineData("--mean is empty", "--mean", "")]
    [InlineData("--mean is 'NaN'", "--mean", "NaN")]
    [InlineData("--scale is '0'; expected a number other than 0", "--scale", "0")]
    [InlineData("--scale is 'x'; expected a number other than 0, such as --scale 0.017", "--scale", "x")]
    [InlineData("--input-shape is 'wide'; expected the axes' lengths", "-proto_file", "a", "--input-shape", "wide")]
    [InlineData("--input-shape is '1,3,0,5'", "-proto_file", "a", "--input-shape", "1,3,0,5")]
    [InlineData("--ignore-fields is '2x'; expected names of fields", "-proto_file", "a", "--ignore-fields", "2x")]
    [InlineData("--ignore-fields is ','", "-proto_file", "a", "--ignore-fields", ",")]
    [InlineData("--stages is empty", "-proto_file", "a", "--stages", "")]
    [InlineData("--input-shape and --input-sz", "-proto_file", "a", "--input-shape", "1,3,5,5", "-input_sz", "5")]
    [InlineData("--ignore-fields says how a prototxt is compiled; expected --proto-file", "--network", "vgg16", "--ignore-fields", "a")]
    [InlineData(", Ours, such as --dialect Bvlc; did you mean 'Bvlc'?", "-proto_file", "a", "--dialect", "Bvcl")]
    [InlineData("--dialect says how a prototxt is compiled", "--dialect", "Bvlc")]
    [InlineData("--custom-layers is 'A'; expected types with the shapes of their tops", "-proto_file", "a", "--custom-layers", "A")]
    [InlineData("--strip is 'maybe'; expected true or false", "--strip=maybe")]
    [InlineData("--level is 'x'; expected a whole number", "-proto_file", "a", "--level", "x")]
    [InlineData("--input-size is '0'; expected a whole number from 1 to", "--input-size", "0")]
    [InlineData("--network is empty; expected a network's name", "--network", "")]
    [InlineData("--keep-loss says how a prototxt is compiled", "--keep-loss")]
    [InlineData("--keep-loss and --loss-values", "-proto_file", "a", "--keep-loss", "--loss-values")]
    public void What_it_cannot_mean_is_an_error(string expected, params string[] arguments)
    {
        ParseResult parsed = new CommandLine(_ => throw new InvalidOperationException("it ran")).Parse(arguments);
        Assert.Contains(expected, string.Join('\n', parsed.Errors.Select(error => error.Message)));
    }

    private static Request? Parse(string[] arguments)
    {
        Request? request = null;
        ParseResult parsed = new CommandLine(found =>
        {
            request = found;
            return 0;
        }).Parse(arguments);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        Assert.Equal(0, parsed.Invoke());
        return request;
    }

    private static void Same(Request expected, Request? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected with { Labels = [] }, actual with { Labels = [] });
    }
}
