using CaffeSharpGen.Cuda.Testing.Translation;

namespace CaffeSharpGen.Cuda.Testing;

/// <summary>Writes a folder with which programs run against the double.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("usage: CudaDouble <kernels.ptx> <folder>");
            return 2;
        }
        try
        {
            CudaDouble.WriteFolder(arguments[1], File.ReadAllText(arguments[0]));
        }
        catch (Exception exception) when (exception is PtxException or InvalidOperationException or IOException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
        string folder = Path.GetFullPath(arguments[1]);
        Console.WriteLine($"export CSG_CUDA={folder} CSG_DOUBLE_KERNELS={Path.Combine(folder, "kernels.so")}");
        return 0;
    }
}
