using System.Globalization;
using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// What was measured to be fastest, in a file for each card, driver, cuDNN and precision: a line for each convolution, its sizes and the
/// candidate's name. Lines that are something else are of no use, and a candidate that there is not any more is measured anew.
/// </summary>
internal sealed class MeasuredChoices
{
    // A file may be anything; so much is read of it.
    private const int MostLines = 100_000;

    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly string path;
    private bool isRead;

    // The file is named; nothing is read yet.
    private MeasuredChoices(CudaContext context)
    {
        string name = $"{context.Info.Name} {context.Info.ComputeCapability} {context.Libraries} {context.Options.Precision}";
        string safe = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' ? letter : '-'));
        path = Path.Combine(Folder, safe + ".convolutions.txt");
    }

    /// <summary>A device's.</summary>
    public static MeasuredChoices Of(CudaContext context) => context.Kept(it => new MeasuredChoices(it));

    /// <summary>Why measurements are not kept; null if they are.</summary>
    public string? Problem { get; private set; }

    private static string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "caffesharpgen");

    /// <summary>The name of the fastest candidate; null if that was not measured.</summary>
    public string? Find(Correlation sizes, bool isTransposed)
    {
        Read();
        return known.GetValueOrDefault(Key(sizes, isTransposed));
    }

    /// <summary>Keeps what was measured.</summary>
    public void Add(Correlation sizes, bool isTransposed, string candidate)
    {
        string key = Key(sizes, isTransposed);
        known[key] = candidate;
        try
        {
            Directory.CreateDirectory(Folder);
            // One write at the end of the file: several processes may do that.
            File.AppendAllText(path, $"{key}\t{candidate}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = e.Message;
        }
    }

    private static string Key(Correlation sizes, bool isTransposed) =>
        string.Create(CultureInfo.InvariantCulture, $"{(isTransposed ? "transposed" : "forward")} {sizes}");

    private void Read()
    {
        if (isRead)
            return;
        isRead = true;
        try
        {
            if (!File.Exists(path))
                return;
            foreach (string line in File.ReadLines(path).Take(MostLines))
            {
                // The last one counts.
                if (line.Split('\t') is [var key, var candidate])
                    known[key] = candidate;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = e.Message;
        }
    }
}
