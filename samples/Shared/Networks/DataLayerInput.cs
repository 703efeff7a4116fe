using System.Globalization;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Samples.CommandLines;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>
/// Feeds a network as the data layer of its prototxt has Caffe feed it: (pixel − mean)·scale. The command line may say something else.
/// </summary>
internal static class DataLayerInput
{
    /// <summary>The input with mean and scale of a data layer; of one with a mean image the scale only.</summary>
    public static NetworkInput Take(NetworkInput input, DataTransform data) => input with
    {
        Mean = data.Mean.Length > 0 ? [.. data.Mean.Select(AsWritten)] : data.MeanFile.Length > 0 ? input.Mean : [0],
        Scale = AsWritten(data.Scale),
    };

    /// <summary>Refuses what would feed other numbers than Caffe does without a word.</summary>
    /// <exception cref="UserError">The data layer says what cannot be done, and no option says something else.</exception>
    public static void Require(PictureNetwork network, NetworkRequest request)
    {
        if (network.DataLayer is not { } data)
            return;
        string layer = $"{request.ProtoFile}: layer '{data.Layer}' ({data.Type})";
        if (request.Scale is null && (data.Scale == 0 || !float.IsFinite(data.Scale)))
            throw new UserError($"{layer} multiplies pixels by {Text(data.Scale)}; expected a number other than 0: give --scale");
        if (request.Mean.Length > 0)
            return;
        int channels = PictureInput.Of(network.Definition).Channels;
        string needed = $"give --mean, one number, or one for each of {channels} channel(s)";
        if (data.MeanFile.Length > 0 && !network.IsPublished)
            throw new UserError($"{layer} subtracts the mean image \"{Excerpt.Of(data.MeanFile)}\", which is not read: {needed}");
        if (data.Mean.Any(mean => !float.IsFinite(mean)) || (data.Mean.Length > 1 && data.Mean.Length != channels))
            throw new UserError($"{layer} has mean_value {Excerpt.List([.. data.Mean.Select(Text)])}: {needed}");
    }

    /// <summary>What Caffe does in the data layer and this program does not.</summary>
    public static IEnumerable<string> Notes(PictureNetwork network, NetworkRequest request)
    {
        if (network.DataLayer is not { } data)
            yield break;
        string layer = $"layer '{data.Layer}' ({data.Type})";
        int channels = PictureInput.Of(network.Definition).Channels;
        if (data.MeanFile.Length > 0 && request.Mean.Length == 0)
            yield return $"{layer} subtracts a mean image, which is not read: the mean of {network.Entry.Name} is subtracted instead";
        if (data.Channels is { } own && own != channels)
            yield return $"{layer} makes images of {own} channel(s); the network is compiled for {channels}, as its shape is given";
        if (data.CropSize > 0)
        {
            yield return $"{layer} cuts crop_size {data.CropSize} out of the middle of an image; "
                + "here the whole picture is scaled to the input";
        }
        if (data.Mirrors)
            yield return $"{layer} mirrors images at random; here the picture is fed as it is";
    }

    /// <summary>Which of mean and scale are those of the data layer, in words; empty if neither is.</summary>
    public static string Taken(PictureNetwork network, NetworkRequest request)
    {
        if (network.DataLayer is not { } data)
            return "";
        string[] taken =
        [
            .. request.Mean.Length == 0 && data.MeanFile.Length == 0 ? new[] { "mean" } : [],
            .. request.Scale is null ? new[] { "scale" } : [],
        ];
        return taken.Length == 0 ? "" : $"{string.Join(" and ", taken)} as its layer '{data.Layer}' ({data.Type}) says";
    }

    // Caffe keeps floats; people write decimals, as they do in --scale.
    private static double AsWritten(float number) => double.Parse(Text(number), CultureInfo.InvariantCulture);

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);
}
