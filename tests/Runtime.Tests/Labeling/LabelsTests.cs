using System.Text;
using CaffeSharpGen.Runtime.Tests.Networks;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Labeling;

/// <summary>Names of classes.</summary>
public sealed class LabelsTests
{
    private const string Synsets = "n01440764 tench, Tinca tinca\r\nn02012849 crane\r\nn03126707 crane\r\nn02510455 giant panda, panda, panda bear\r\n\r\n";

    [Fact]
    public void A_file_has_a_name_a_line()
    {
        Labels labels = Labels.Load(SharedFolder.InRepository("models", "ilsvrc2012.names.txt"));
        Assert.Equal(1000, labels.Count);
        Assert.Equal(("tench", "goldfish", (string?)null), (labels[0], labels[new Score(1, 0.5f)], labels.IdOf(0)));
        Assert.Equal(1, labels.IndexOf("goldfish"));
        Assert.Equal(1, labels.IndexOf("GoldFish"));
    }

    [Fact]
    public void Synsets_are_ids_of_classes()
    {
        Labels labels = Read("\uFEFF" + Synsets);
        Assert.Equal(["tench, Tinca tinca", "crane", "crane", "giant panda, panda, panda bear"], labels);
        Assert.Equal(("n01440764", "n02510455"), (labels.IdOf(0), labels.IdOf(3)));
        Assert.Equal(2, labels.IndexOf("n03126707"));
        Assert.Equal(0, labels.IndexOf("tinca TINCA"));
        Assert.Equal(3, labels.IndexOf("panda"));
        Assert.True(labels.TryFind("Panda bear", out int index) && index == 3);
    }

    [Fact]
    public void Only_files_that_have_a_synset_in_each_line_have_ids()
    {
        Labels labels = Read("n01440764 tench\nn0144076x cat\n");
        Assert.Equal(["n01440764 tench", "n0144076x cat"], labels);
        Assert.Null(labels.IdOf(1));
        // Caffe's synsets.txt has nothing else.
        Assert.Equal(["n01440764", "n01443537"], Read("n01440764\nn01443537\n"));
    }

    [Fact]
    public void A_name_that_is_not_there_or_there_twice_is_an_error_with_the_way_out()
    {
        Labels labels = Read(Synsets);
        Assert.Equal([1, 2], labels.Find("Crane"));
        Assert.False(labels.TryFind("crane", out _));
        Assert.Contains("'crane' names 2 classes, 1 ('crane'), 2 ('crane'): give the index",
            Assert.Throws<KeyNotFoundException>(() => labels.IndexOf("crane")).Message, StringComparison.Ordinal);
        Assert.Contains("no class is called 'craen'; the nearest are 'crane'",
            Assert.Throws<KeyNotFoundException>(() => labels.IndexOf("craen")).Message, StringComparison.Ordinal);
        Assert.Contains("4 classes", Assert.Throws<ArgumentOutOfRangeException>(() => labels[4]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => labels[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => labels.IdOf(4));
    }

    [Fact]
    public void There_is_a_name_for_each_output()
    {
        using Mixed network = MixedNetwork.Load(Device.Scalar());
        int classes = network.Prob.Shape.CountFrom(1);
        var labels = new Labels(Enumerable.Range(0, classes).Select(i => $"class {i}"));
        Assert.Same(labels, labels.For(network.Prob));
        string message = Assert.Throws<ArgumentException>(() => new Labels(["one"]).For(network.Prob)).Message;
        Assert.Contains($"there are names of 1 classes; 'prob' of Mixed has {classes} ({network.Prob.Shape})", message, StringComparison.Ordinal);
        network.Data.Set(MixedNetwork.Input(1));
        network.Forward();
        Assert.Equal($"class {network.Prob.Top(1)[0].Index}", labels[network.Prob.Top(1)[0]]);
    }

    [Theory]
    [InlineData("cat\ndog\n")]
    [InlineData("cat\r\ndog\r\n")]
    [InlineData("cat\rdog\r")]
    public void Lines_end_as_any_system_ends_them(string text) => Assert.Equal(["cat", "dog"], Read(text));

    [Theory]
    [InlineData("", "found nothing; expected class names, one a line")]
    [InlineData("\n \n", "found nothing")]
    [InlineData("cat\n\ndog\n", "found a blank line 2, which would move all names behind it")]
    [InlineData("cat\0dog", "found a file that is no text")]
    public void What_is_no_list_of_names_is_refused(string text, string message) =>
        Assert.StartsWith($"a list: {message}", Assert.Throws<InvalidDataException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_and_files_without_end_are_refused()
    {
        Assert.Contains("no UTF-8", Assert.Throws<InvalidDataException>(() => Labels.Load(new MemoryStream([(byte)'a', 0xC3, (byte)'\n']))).Message, StringComparison.Ordinal);
        Assert.Contains("more than 16777216 bytes", Assert.Throws<InvalidDataException>(() => Labels.Load(new Endless())).Message, StringComparison.Ordinal);
        Assert.Contains("found a folder", Assert.Throws<FileNotFoundException>(() => Labels.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Labels.Load(Path.Combine(Path.GetTempPath(), "no such file of labels")));
        Assert.Throws<ArgumentException>(() => new Labels([]));
        Assert.Throws<ArgumentException>(() => new Labels(["cat", " "]));
    }

    [Fact]
    public void Names_can_be_embedded()
    {
        Assert.Equal(["cat", "dog"], Labels.LoadResource(typeof(LabelsTests).Assembly, "pets.txt"));
        string message = Assert.Throws<FileNotFoundException>(() => Labels.LoadResource(typeof(LabelsTests).Assembly, "pats.txt")).Message;
        Assert.Contains("no resources 'pats.txt'; it has ", message, StringComparison.Ordinal);
        Assert.Contains("pets.txt", message, StringComparison.Ordinal);
    }

    private static Labels Read(string text) => Labels.Load(new MemoryStream(Encoding.UTF8.GetBytes(text)), "a list");

    private sealed class Endless : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            return count;
        }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'a');
            return buffer.Length;
        }
    }
}
