using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Weights;
using PureHDF;

namespace CaffeSharpGen.Hdf5.Tests;

/// <summary>Snapshots as Caffe writes them: data/layer/blob.</summary>
public sealed class Hdf5ModelTests
{
    private const string Text = """
        input: 'data' input_shape { dim: 1 dim: 2 dim: 1 dim: 1 }
        layer { name: 'conv2/3x3' type: 'Convolution' bottom: 'data' top: 'conv' convolution_param { num_output: 1 kernel_size: 1 } }
        layer { name: 'fc' type: 'InnerProduct' bottom: 'conv' top: 'fc' inner_product_param { num_output: 2 bias_term: false } }
        """;

    [Fact]
    public void A_network_loads_it()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, new H5Group
        {
            ["conv2"] = new H5Group { ["3x3"] = new H5Group { ["0"] = new float[1, 2, 1, 1] { { { { 2 } }, { { 3 } } } }, ["1"] = new float[] { 1 } } },
            ["fc"] = new H5Group { ["0"] = new double[2, 1] { { 10 }, { -1 } } },
            ["relu"] = new H5Group(),
        });
        using var network = new Network(CompiledPrototxt.Parse(Text).Definition, Hdf5Model.Open(path));
        network.Inputs[0].Set([1f, 1f]);
        network.Forward();
        Assert.Equal([60, -6], network["fc"].Activation.Span.ToArray());
        Assert.Empty(network.Notes);
        File.Delete(path);
    }

    [Fact]
    public void Shapes_are_Caffe_s()
    {
        using var folder = new TemporaryFolder();
        using WeightSource weights = Hdf5Model.Open(Write(folder, new H5Group { ["a"] = new H5Group { ["0"] = new float[3, 4, 5, 6] } }));
        Assert.Equal(("a", Shape.Of(3, 4, 5, 6)), (weights.Layers[0].Name, weights.Layers[0].Blobs[0].Shape));
    }

    [Fact]
    public void A_weight_that_another_layer_stores_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, new H5Group { ["shared"] = new H5Group { ["1"] = new float[] { 1 } } });
        Assert.Contains("'shared'", Assert.Throws<WeightException>(() => Hdf5Model.Open(path)).Message);
    }

    [Fact]
    public void Whole_numbers_are_no_weights()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, new H5Group { ["a"] = new H5Group { ["0"] = new int[] { 1 } } });
        Assert.Contains("expected float or double", Assert.Throws<WeightException>(() => Hdf5Model.Open(path)).Message);
    }

    [Fact]
    public void What_is_no_snapshot_is_an_error_that_names_the_file()
    {
        using var folder = new TemporaryFolder();
        string other = folder.PathOf("other.h5"), text = folder.PathOf("text.h5");
        new H5File { ["model_weights"] = new H5Group() }.Write(other);
        File.WriteAllText(text, "no HDF5");
        foreach (string path in new[] { other, text, folder.PathOf("absent.h5") })
            Assert.Contains(path, Assert.Throws<WeightException>(() => Hdf5Model.Open(path)).Message);
    }

    [Fact]
    public void A_file_that_was_cut_off_is_an_error()
    {
        using var folder = new TemporaryFolder();
        byte[] sound = File.ReadAllBytes(Write(folder, new H5Group { ["a"] = new H5Group { ["0"] = new float[8, 8] } }));
        for (int length = 0; length < sound.Length - 256; length += 37)
        {
            string path = folder.Write(sound[..length], "cut.h5");
            Assert.Contains(path, Assert.Throws<WeightException>(() => Hdf5Model.Open(path).Dispose()).Message);
        }
    }

    [Fact]
    public void The_file_of_the_field_is_read_or_refused_by_name()
    {
        string path = SharedFolder.Require("field", "34-not-a-caffemodel", "weights.caffemodel.h5");
        Assert.Contains("CaffeSharpGen.Hdf5", Assert.Throws<WeightException>(() => CaffeModel.Open(path)).Message);
        Exception? failure = Record.Exception(() => Hdf5Model.Open(path).Dispose());
        Assert.True(failure is null or WeightException, $"{failure}");
    }

    private static string Write(TemporaryFolder folder, H5Group data)
    {
        string path = folder.PathOf("net.caffemodel.h5");
        new H5File { ["data"] = data }.Write(path);
        return path;
    }
}
