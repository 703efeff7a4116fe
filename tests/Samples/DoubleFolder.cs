using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Samples.Tests;

/// <summary>A folder with the test double of CUDA, and the kernels that ship, for programs that are processes of their own.</summary>
public sealed class DoubleFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cuda-double-").FullName;

    /// <summary>Fills it.</summary>
    public DoubleFolder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the test double of CUDA is of Linux");
        CudaDouble.WriteFolder(folder, File.ReadAllText(SharedFolder.InRepository("src", "Cuda", "Kernels", "kernels.ptx")));
    }

    /// <summary>Makes it the CUDA of a program.</summary>
    /// <param name="place">The program.</param>
    /// <param name="settings">What the double does otherwise than usual, such as <c>devices=2 failAt=40</c>.</param>
    public void GiveTo(ProgramPlace place, string settings = "")
    {
        place.Environment["CSG_CUDA"] = folder;
        place.Environment["CSG_DOUBLE_KERNELS"] = Path.Combine(folder, "kernels.so");
        place.Environment["CSG_DOUBLE"] = settings;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
