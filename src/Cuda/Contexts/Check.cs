using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>Makes exceptions of what calls answer.</summary>
internal static class Check
{
    /// <summary>Requires that a call of the driver succeeded, where there is no context yet.</summary>
    /// <exception cref="CudaException">It did not.</exception>
    public static void Driver(int status, string call)
    {
        if (status != 0)
            throw Failure(CudaLibrary.Driver, status, call, "");
    }

    /// <summary>The exception for a call that failed.</summary>
    /// <param name="library">Who answered.</param>
    /// <param name="status">What.</param>
    /// <param name="call">To which call.</param>
    /// <param name="detail">What else is known.</param>
    public static CudaException Failure(CudaLibrary library, int status, string call, string detail)
    {
        var answer = new Status(library, status);
        string text = answer.Text;
        string all = detail.Length == 0 || text.Length == 0 ? text + detail : $"{text}; {detail}";
        return new CudaException(call, status, answer.Name, all);
    }
}
