using CaffeSharpGen.Weights;
using PureHDF;

namespace CaffeSharpGen.Hdf5.Tests;

/// <summary>
/// Files that are no tree of groups are refused by name before a reader follows them. <c>Files</c> are written by the HDF5 library (h5py),
/// as Caffe's snapshots are; those with <c>latest</c> in its newest format.
/// </summary>
public sealed class LinkTests
{
    [Theory]
    [InlineData("caffe")]
    [InlineData("caffe.latest")]
    public void What_the_library_writes_is_read(string file)
    {
        using WeightSource weights = Hdf5Model.Open(PathOf(file));
        Assert.Equal(["conv2/3x3", "fc"], weights.Layers.Select(layer => layer.Name));
        Assert.Equal(Shape.Of(1, 2, 1, 1), weights.Layers[0].Blobs[0].Shape);
        Assert.Equal([2, 3], weights.Layers[0].Blobs[0].Span.ToArray());
        Assert.Equal([10, -1], weights.Layers[1].Blobs[0].Span.ToArray());
    }

    [Fact]
    public void Packed_pieces_are_read()
    {
        using WeightSource weights = Hdf5Model.Open(PathOf("chunked"));
        Assert.Equal([0, 1, 2, 3, 4, 5], Assert.Single(weights.Layers).Blobs[0].Span.ToArray());
    }

    [Theory]
    [InlineData("selfsoft", "'data/fc/0' is a link to another name of this file; expected the group or the dataset itself")]
    [InlineData("relsoft.latest", "'data/fc/0' is a link to another name of this file")]
    [InlineData("twosoft", "'data/a' is a link to another name of this file")]
    [InlineData("hard2", "the group 'data/a/me' is one that the file has under another name, or lies in itself; expected a tree")]
    [InlineData("hard.latest", "the group 'data/a' is one that the file has under another name, or lies in itself")]
    [InlineData("ext", "'data/fc/0' is a link to another file")]
    [InlineData("ext.latest", "'data/fc/0' is a link to another file")]
    [InlineData("extstore", "the numbers of 'data/fc/0' lie in another file")]
    [InlineData("vds.latest", "the numbers of 'data/fc/0' lie in another file")]
    [InlineData("dense.latest", "the group 'data' has its links in a heap")]
    public void Other_links_are_refused_by_name(string file, string message)
    {
        string path = PathOf(file), found = Assert.Throws<WeightException>(() => Hdf5Model.Open(path).Dispose()).Message;
        Assert.StartsWith(path, found, StringComparison.Ordinal);
        Assert.Contains(message, found);
    }

    [Fact]
    public void So_are_those_of_another_writer()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("net.h5");
        new H5File { ["data"] = new H5Group { ["fc"] = new H5Group { ["0"] = new H5SoftLink("0") } } }.Write(path);
        Assert.Contains("'data/fc/0' is a link to another name", Assert.Throws<WeightException>(() => Hdf5Model.Open(path)).Message);
    }

    // Neither a hang nor the end of the stack: what is read is weights or an error that names the file.
    [Theory]
    [InlineData("caffe", 400)]
    [InlineData("caffe.latest", 400)]
    [InlineData("chunked", 300)]
    [InlineData("hard2", 200)]
    public void Files_with_changed_bytes_are_read_or_refused(string file, int times)
    {
        using var folder = new TemporaryFolder();
        byte[] sound = File.ReadAllBytes(PathOf(file));
        var random = new Random(5);
        for (int time = 0; time < times; time++)
        {
            byte[] changed = [.. sound];
            for (int change = random.Next(1, 4); change > 0; change--)
                changed[random.Next(changed.Length)] = random.Next(3) switch { 0 => 0, 1 => 255, _ => (byte)random.Next(256) };
            string path = folder.Write(changed, "changed.h5");
            Exception? failure = Record.Exception(() => Hdf5Model.Open(path).Dispose());
            Assert.True(failure is null || (failure is WeightException && failure.Message.Contains(path)), $"{time}: {failure}");
        }
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Files", $"{file}.h5");
}
