using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>
/// Compares text with a file beside the test, by the conventions of Verify: what is expected stands in <c>name.verified.cs</c>, what came out
/// differently in <c>name.received.cs</c>. <c>tests/accept</c> makes everything received verified.
/// </summary>
internal static class Snapshot
{
    public static void Verify(string name, string text, [CallerFilePath] string testFile = "")
    {
        string folder = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots");
        string verified = Path.Combine(folder, $"{name}.verified.cs"), received = Path.Combine(folder, $"{name}.received.cs");
        string expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (expected == text)
        {
            File.Delete(received);
            return;
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(received, text);
        Assert.Fail($"{name} differs from its snapshot: compare {received} with the .verified.cs beside it, and run tests/accept if it is right");
    }
}
