using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Csg.Tests;

/// <summary><c>csg explain</c> by the network that comes with the tool.</summary>
public sealed class ExplainTests : IDisposable
{
    private static readonly string Example = Tool.Model("scenes.example.png"), Weights = Tool.Model("scenes.caffemodel");
    private readonly TemporaryFolder folder = new();

    private string Output => folder.PathOf("out");

    [Fact]
    public void The_best_class_of_a_picture_is_explained()
    {
        JsonElement report = Tool.Run("explain", Example, "--network", "scenes", "--weights", Weights, "-o", Output, "--json").Succeeded().Json();
        Assert.Equal(("relu5", "grad-cam"), (report.GetProperty("layer").GetString(), report.GetProperty("method").GetString()));
        JsonElement picture = report.GetProperty("pictures")[0], best = picture.GetProperty("top")[0], explained = picture.GetProperty("explanations")[0];
        string label = File.ReadAllLines(Tool.Model("scenes.labels.txt"))[best.GetProperty("index").GetInt32()];
        Assert.Equal(label, best.GetProperty("label").GetString());
        Assert.InRange(best.GetProperty("probability").GetDouble(), 0.5, 1);
        Assert.Equal(5, picture.GetProperty("top").GetArrayLength());
        Assert.Equal(label, explained.GetProperty("label").GetString());
        string[] files = [.. explained.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        Assert.Equal(files.Order(), Directory.GetFiles(Output).Order());
        using Picture photo = Picture.Load(Example), overlay = Picture.Load(files[1]);
        Assert.Equal((photo.Width, photo.Height), (overlay.Width, overlay.Height));

        // The maximum lies in the box of the object, which is known.
        string[] box = File.ReadAllLines(Tool.Model("scenes.example.objects.tsv")).Select(line => line.Split('\t')).First(row => row[0] == label);
        int x = explained.GetProperty("peakX").GetInt32() - int.Parse(box[1]), y = explained.GetProperty("peakY").GetInt32() - int.Parse(box[2]);
        Assert.True(x >= 0 && x < int.Parse(box[3]) && y >= 0 && y < int.Parse(box[4]), $"({x}, {y})");
    }

    [Theory]
    [InlineData("guided-backprop", 1)]
    [InlineData("guided-grad-cam", 1)]
    [InlineData("deconvnet", 1)]
    [InlineData("grad-cam", 2)]
    public void Every_method_draws_what_it_has(string method, int files)
    {
        string[] arguments = ["explain", Example, Example, "--network", Tool.Model("scenes.prototxt"), "--weights", Weights, "-o", Output];
        string text = Tool.Run([.. arguments, "--method", method, "--target", "top2", "--target", "0"]).Succeeded().Out;
        Assert.Contains("classes   counted from 0", text);
        // Two pictures of one name, each with two or three classes.
        Assert.InRange(Directory.GetFiles(Output).Length, 2 * 2 * files, 2 * 3 * files);
        Assert.Equal(Directory.GetFiles(Output).Length / 2, Directory.GetFiles(Output, "scenes.example-2.*").Length);
    }

    [Fact]
    public void Classes_of_one_name_have_files_of_their_own()
    {
        string labels = folder.PathOf("labels.txt");
        File.WriteAllLines(labels, Enumerable.Repeat("crane", 22).Append("a/b").Append("a:b"));
        string[] arguments = ["explain", Example, "--network", "scenes", "--weights", Weights, "--labels", labels, "-o", Output];
        Tool.Run([.. arguments, "--target", "crane"]).FailedWith(1, "'crane' names 22 classes, 0, 1, 2", "give the number");
        JsonElement report = Tool.Run([.. arguments, "--json", "--target", "0", "--target", "4", "--target", "a/b", "--target", "a:b"]).Succeeded().Json();
        string[] files =
        [
            .. report.GetProperty("pictures")[0].GetProperty("explanations").EnumerateArray()
                .SelectMany(explained => explained.GetProperty("files").EnumerateArray()).Select(file => file.GetString()!),
        ];
        Assert.Equal(8, files.Distinct().Count());
        Assert.Equal(files.Order(), Directory.GetFiles(Output).Order());
        // Not one picture eight times.
        Assert.NotEqual(File.ReadAllBytes(files[0]), File.ReadAllBytes(files[2]));
    }

    [Fact]
    public void Long_names_of_pictures_and_classes_are_cut_to_what_file_systems_take()
    {
        string labels = folder.PathOf("labels.txt"), picture = folder.PathOf(new string('p', 200) + ".png");
        File.Copy(Example, picture);
        File.WriteAllLines(labels, Enumerable.Range(0, 24).Select(index => new string('l', 200) + index));
        Tool.Run("explain", picture, "--network", "scenes", "--weights", Weights, "--labels", labels, "-o", Output, "--target", "top3").Succeeded();
        Assert.Equal(6, Directory.GetFiles(Output).Length);
    }

    [Fact]
    public void A_map_that_is_zero_everywhere_is_told()
    {
        // Far below zero all rectifiers behind the map are off.
        string saturated = folder.PathOf("saturated.prototxt"), text = File.ReadAllText(Tool.Model("scenes.prototxt"));
        File.WriteAllText(saturated, text.Replace("name: \"Scenes\"", "name: \"Saturated\"")
            + "layer { name: \"less\" type: \"Power\" bottom: \"prob\" top: \"less\" power_param { shift: -2 } }\n"
            + "layer { name: \"off\" type: \"ReLU\" bottom: \"less\" top: \"off\" }\n");
        string[] arguments = ["explain", Example, "--weights", Weights, "-o", Output, "--network"];
        Assert.Contains("its map is zero everywhere", Tool.Run([.. arguments, saturated]).Succeeded().Out);
        Assert.DoesNotContain("zero everywhere", Tool.Run([.. arguments, "scenes"]).Succeeded().Out);
        Assert.DoesNotContain("zero everywhere", Tool.Run([.. arguments, "scenes", "--method", "deconvnet"]).Succeeded().Out);
    }

    [Fact]
    public void Classes_without_names_are_numbers()
    {
        string other = folder.PathOf("other.prototxt");
        File.WriteAllText(other, File.ReadAllText(Tool.Model("scenes.prototxt"))
            + "layer { name: \"again\" type: \"Power\" bottom: \"prob\" top: \"again\" power_param { scale: 2 } }");
        string[] arguments = ["explain", Example, "--network", other, "--weights", Weights, "-o", Output];
        Assert.Contains("counted from 0; --labels gives them names", Tool.Run(arguments).Succeeded().Out);
        Tool.Run([.. arguments, "--target", "red circle"]).FailedWith(1, "give --labels, a number counted from 0, or top1");
        Tool.Run([.. arguments, "--target", "24"]).FailedWith(1, "has no class 24; expected 0 … 23");
        string names = folder.PathOf("names.txt");
        File.WriteAllLines(names, Enumerable.Range(0, 24).Select(i => i == 3 ? "tabby cat" : $"oystercat{i}"));
        Tool.Run([.. arguments, "--labels", names, "--target", "cat"]).FailedWith(1, "has no class 'cat'; did you mean 'tabby cat'?");
        Assert.Contains("3 tabby cat, score", Tool.Run([.. arguments, "--labels", names, "--target", "TABBY cat"]).Succeeded().Out);
        File.WriteAllLines(names, ["one"]);
        Tool.Run([.. arguments, "--labels", names]).FailedWith(1, "names 1 classes; expected 24");
    }

    [Fact]
    public void Nothing_is_written_if_a_picture_is_wrong()
    {
        string[] arguments = ["explain", Example, "none.png", "--network", "scenes", "--weights", Weights, "-o", Output];
        Tool.Run(arguments).FailedWith(1, "none.png");
        Assert.False(Directory.Exists(Output));
    }

    [Theory]
    [InlineData("vgg", "did you mean 'vgg16' or 'vgg19'?")]
    [InlineData("scnes", "did you mean 'scenes'?")]
    [InlineData("abc", "expected a prototxt, or one of scenes, vgg16")]
    public void Names_of_networks_are_suggested(string name, string message) =>
        Tool.Run("explain", Example, "--network", name).FailedWith(1, message);

    [Fact]
    public void Weights_that_are_not_here_can_be_downloaded()
    {
        PublishedWeights vgg19 = PublishedWeights.All.Single(weights => weights.Name == "vgg19");
        Assert.SkipWhen(WeightStore.Default.Contains(vgg19), "the weights of VGG-19 are here");
        Tool.Run("explain", Example, "--network", "vgg19").FailedWith(1, "csg get vgg19 downloads them, or give --weights");
    }

    [Fact]
    public void A_wrong_layer_is_named() => Tool.Run(
        "explain", Example, "--network", "scenes", "--weights", Weights, "-o", Output, "--at", "relu55").FailedWith(1, "relu5");

    [Fact]
    public void The_best_box_of_a_detector_is_explained_and_drawn()
    {
        JsonElement report = Tool.Run("explain", Example, "--network", "scenes_ssd", "-o", Output, "--json").Succeeded().Json();
        JsonElement picture = report.GetProperty("pictures")[0], boxes = picture.GetProperty("boxes");
        double[] scores = [.. boxes.EnumerateArray().Select(box => box.GetProperty("score").GetDouble())];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.InRange(picture.GetProperty("boxCount").GetInt32(), boxes.GetArrayLength(), int.MaxValue);
        JsonElement explained = Assert.Single(picture.GetProperty("explanations").EnumerateArray());
        Assert.Equal((0, "relu5", true), (explained.GetProperty("box").GetInt32(), explained.GetProperty("layer").GetString(),
            explained.GetProperty("isPeakInBox").GetBoolean()));
        Assert.StartsWith("mbox_conf[", explained.GetProperty("target").GetString(), StringComparison.Ordinal);
        // The box is where the object is known to be.
        string[] known = File.ReadAllLines(Tool.Model("scenes.example.objects.tsv")).Select(line => line.Split('\t'))
            .Single(row => row[0] == boxes[0].GetProperty("label").GetString());
        Assert.Equal(
            known[1..].Select(int.Parse), new[] { "left", "top", "width", "height" }.Select(side => boxes[0].GetProperty(side).GetInt32()),
            (a, b) => Math.Abs(a - b) <= 8);
        string[] files =
        [
            picture.GetProperty("boxFile").GetString()!, .. explained.GetProperty("files").EnumerateArray().Select(file => file.GetString()!),
        ];
        Assert.Equal(files.Order(), Directory.GetFiles(Output).Order());
    }

    [Fact]
    public void Boxes_are_chosen_by_number_class_or_score()
    {
        // An SSD of one's own: no labels, and no layer that is known to serve all heads.
        string other = folder.PathOf("other.prototxt");
        File.WriteAllText(other, File.ReadAllText(Tool.Model("scenes_ssd.prototxt")).Replace("name: \"ScenesSsd\"", "name: \"Mine\"")
            .Replace("keep_top_k: ", "keep_top_k: 1"));
        string[] mine = ["explain", Example, "--network", other, "--weights", Tool.Model("scenes_ssd.caffemodel"), "-o", Output, "--mean", "103.939,116.779,123.68"];
        JsonElement report = Tool.Run([.. mine, "--json", "--box", "2", "--box", "0"]).Succeeded().Json();
        JsonElement[] explained = [.. report.GetProperty("pictures")[0].GetProperty("explanations").EnumerateArray()];
        Assert.Equal([2, 0], explained.Select(box => box.GetProperty("box").GetInt32()));
        Assert.All(explained, box => Assert.False(box.TryGetProperty("label", out _)));
        int label = explained[0].GetProperty("index").GetInt32();
        Assert.Contains($"box 2, class {label}, mbox_conf[", Tool.Run([.. mine, "--target", $"{label}"]).Succeeded().Out);
        Assert.Contains("at what the head of each box reads", Tool.Run([.. mine, "--target", "top2"]).Succeeded().Out);
        Tool.Run([.. mine, "--box", "1000"]).FailedWith(1, "--box is 1000; Mine finds ", ", 0 … ", "the largest score first");
        Tool.Run([.. mine, "--target", "0"]).FailedWith(1, "is of class '0'");
        Tool.Run([.. mine, "--target", "red ring"]).FailedWith(1, "give --labels, a number counted from 0, --box or top1");
        Tool.Run([.. mine, "--at", "conv5_mbox_loc"]).FailedWith(1, "does not lead to 'mbox_conf'");
        string[] known = ["explain", Example, "--network", "scenes_ssd", "-o", Output];
        Assert.Contains("red ring, mbox_conf[", Tool.Run([.. known, "--target", "Red Ring"]).Succeeded().Out);
        Tool.Run([.. known, "--target", "red rin"]).FailedWith(1, "did you mean 'red ring'");
        Assert.Contains(".guided-backprop.png", Tool.Run([.. known, "--method", "guided-backprop"]).Succeeded().Out);
        Tool.Run("explain", Example, "--network", "scenes", "--weights", Weights, "--box", "0").FailedWith(1, "Scenes has no layer that puts out boxes");
        Tool.Run([.. known, "--box", "x"]).FailedWith(2, "--box is 'x'; expected a whole number");
        Tool.Run([.. known, "--box", "0", "--target", "top2"]).FailedWith(2, "--box and --target both say what is explained");
    }

    public void Dispose() => folder.Dispose();
}
