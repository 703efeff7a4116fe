namespace CaffeSharpGen.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("caffesharpgen").FullName;

    public string[] Files => Directory.GetFileSystemEntries(root);

    public string PathOf(string name) => Path.Combine(root, name);

    public string Write(byte[] content, string name = "file.caffemodel")
    {
        string path = PathOf(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
