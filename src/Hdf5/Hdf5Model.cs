using System.Globalization;
using CaffeSharpGen.Weights;
using PureHDF;
using PureHDF.VOL.Native;

namespace CaffeSharpGen.Hdf5;

/// <summary>
/// Caffe's HDF5 snapshot (<c>.caffemodel.h5</c>, <c>snapshot_format: HDF5</c>) as weights: a group <c>data</c> with a group for each layer,
/// whose datasets <c>0</c>, <c>1</c>, … are the blobs (<c>Net::ToHDF5</c> of net.cpp). The weights are read into memory. Of layers that
/// share a weight, such a file holds it once. Links are checked first: a snapshot is a tree of groups in one file, without soft links,
/// links to other files, or groups that lie in themselves.
/// </summary>
public static class Hdf5Model
{
    // A file may be packed: no packing of HDF5 makes more than this of a byte.
    private const long MostPacking = 1032;

    // Names of layers have slashes, which make groups within groups.
    internal const int MostDepth = 32;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <returns>Its weights, in memory; a network that gets them owns them.</returns>
    /// <exception cref="WeightException">
    /// There is no such file, or it is no HDF5 snapshot of Caffe; the message says what was expected.
    /// </exception>
    /// <exception cref="ArgumentException">There is no path.</exception>
    public static WeightSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var bytes = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var stream = new GuardedStream(path, bytes);
            LinkCheck.Run(path, stream, "data", (double)bytes.Length * MostPacking);
            // PureHDF looks for the beginning from where the stream is.
            stream.Position = 0;
            using NativeFile file = H5File.Open(stream, leaveOpen: true);
            List<LayerTensors> layers = Read(file, path, stream);
            return layers.Count > 0
                ? new NamedWeights(path, layers)
                : throw new WeightException($"{path}: its group 'data' has no layers with weights; expected a snapshot of Caffe");
        }
        catch (Exception failure) when (failure is not WeightException)
        {
            // The library throws whatever a damaged structure leads to, and asks for as much memory as that says.
            throw new WeightException($"{path}: the file cannot be read as HDF5 ({failure.Message})", failure);
        }
    }

    private static List<LayerTensors> Read(NativeFile file, string path, GuardedStream stream)
    {
        var layers = new List<LayerTensors>();
        try
        {
            if (!file.LinkExists("data"))
                throw new WeightException($"{path}: the file has no group 'data'; expected a snapshot of Caffe (snapshot_format: HDF5)");
            Read(file.Group("data"), "", 0, new Budget(path, stream.Length), layers);
        }
        catch (Exception) when (stream.Problem is not null)
        {
            throw stream.Problem;
        }
        // PureHDF makes a link that it cannot follow of some errors.
        return stream.Problem is null ? layers : throw stream.Problem;
    }

    private static void Read(IH5Group group, string name, int depth, Budget budget, List<LayerTensors> layers)
    {
        if (depth > MostDepth)
            throw new WeightException($"{budget.Path}: the group '{name}' lies deeper than {MostDepth} groups; expected data/layer/blob");
        var blobs = new SortedDictionary<int, Tensor>();
        foreach (IH5Object child in group.Children())
        {
            if (child is IH5UnresolvedLink lost)
            {
                throw new WeightException(
                    $"{budget.Path}: the link '{name}/{lost.Name}' leads nowhere ({lost.Reason?.Message}); expected a group or a dataset");
            }
            if (child is IH5Group inner)
                Read(inner, name.Length == 0 ? child.Name : $"{name}/{child.Name}", depth + 1, budget, layers);
            else if (child is IH5Dataset dataset && IndexOf(child) is { } index)
            {
                if (!blobs.TryAdd(index, Blob(dataset, name, index, budget)))
                    throw new WeightException($"{budget.Path}: layer '{name}' has two blobs {index}; expected one");
            }
        }
        if (blobs.Count == 0)
            return;
        // A weight that the layer shares is stored with its owner alone, and makes a gap: which blob is which could not be told.
        if (blobs.Keys.Last() != blobs.Count - 1)
        {
            throw new WeightException(
                $"{budget.Path}: layer '{name}' has blobs {string.Join(", ", blobs.Keys)}, and the ones between are stored with the layer "
                + "that it shares them with; convert the file to a .caffemodel (snapshot_format: BINARYPROTO)");
        }
        layers.Add(new LayerTensors(name, "", [.. blobs.Values]));
    }

    private static int? IndexOf(IH5Object child) =>
        int.TryParse(child.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    private static Tensor Blob(IH5Dataset dataset, string layer, int index, Budget budget)
    {
        string what = $"{budget.Path}: blob {index} of layer '{layer}'";
        ulong[] lengths = dataset.Space.Dimensions;
        double count = lengths.Aggregate(1.0, (product, length) => product * length);
        if (lengths.Length > 32 || lengths.Any(length => length > int.MaxValue) || count > int.MaxValue)
            throw new WeightException($"{what} has shape {string.Join("×", lengths)}; expected at most {int.MaxValue} elements");
        if (dataset.Type.Class != H5DataTypeClass.FloatingPoint || dataset.Type.Size is not (4 or 8))
            throw new WeightException($"{what} holds {dataset.Type.Class} of {dataset.Type.Size} bytes; expected float or double");
        budget.Take(what, count * dataset.Type.Size);
        Shape shape = Shape.Of([.. lengths.Select(length => (int)length)]);
        float[] values = dataset.Type.Size == 4
            ? dataset.Read<float[]>()
            : Array.ConvertAll(dataset.Read<double[]>(), value => (float)value);
        return values.Length == shape.Count
            ? new Tensor(shape, values)
            : throw new WeightException($"{what} has {values.Length} values; expected {shape.Count}");
    }

    // What a file says of sizes is believed as far as its own size can hold it.
    private sealed class Budget(string path, long fileBytes)
    {
        private double left = (double)fileBytes * MostPacking;

        public string Path => path;

        public void Take(string what, double bytes)
        {
            left -= bytes;
            if (left < 0)
                throw new WeightException($"{what} has {bytes:0} bytes; a file of {fileBytes} bytes cannot hold them");
        }
    }
}
