using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>The PTX that ships is that of the sources, keeps its rules, and takes the structs that C# hands it.</summary>
public sealed partial class PtxTests
{
    private static readonly string Folder = SharedFolder.InRepository("src/Cuda/Kernels");

    private static readonly string Ptx = Encoding.UTF8.GetString(KernelModule.Ptx()).TrimEnd('\0');

    private static Dictionary<string, int> ArgumentsInPtx => Entry().Matches(Ptx).ToDictionary(
        match => match.Groups["name"].Value, match => int.Parse(match.Groups["bytes"].Value));

    // Structs that are a kernel's arguments, and names that others give to arguments which several kernels take.
    private static Dictionary<string, int> ArgumentsInCSharp
    {
        get
        {
            Dictionary<string, int> sizes = [];
            foreach (Type type in typeof(IKernelArguments).Assembly.GetTypes().Where(type => type.IsValueType))
            {
                foreach (Type contract in type.GetInterfaces())
                {
                    if (contract == typeof(IKernelArguments) && !type.IsGenericTypeDefinition)
                        Add(type);
                    else if (contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IKernelOf<>))
                        Add(typeof(NamedArguments<,>).MakeGenericType(contract.GenericTypeArguments[0], type));
                }
            }
            return sizes;

            void Add(Type type)
            {
                (string name, int size) = ((string, int))typeof(PtxTests).GetMethod(nameof(NameAndSize), BindingFlags.Static | BindingFlags.NonPublic)!
                    .MakeGenericMethod(type).Invoke(null, null)!;
                sizes.Add(name, size);
            }
        }
    }

    [Fact]
    public void Structs_are_those_of_the_kernels() => Assert.Equal(
        ArgumentsInPtx.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value} bytes"),
        ArgumentsInCSharp.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value} bytes"));

    [Fact]
    public void Each_kernel_takes_one_struct() => Assert.Equal(
        Ptx.Split(".entry").Length - 1, ArgumentsInPtx.Count);

    [Theory]
    [InlineData(@"\batom[.]", "atomic operations: the order of sums would be another in every run")]
    [InlineData(@"\bred[.]", "atomic operations: the order of sums would be another in every run")]
    [InlineData(@"\bcall\b", "calls: there is no library of the device to call")]
    [InlineData(@"\.func\b", "functions: there is no library of the device")]
    [InlineData(@"\.extern\b", "what others would have to define")]
    [InlineData(@"\.local\b", "local memory: arrays that are indexed, or arguments that are copied")]
    [InlineData(@"\.ftz\b", "subnormal numbers that become zeros")]
    [InlineData(@"\.approx\b", "approximations: they differ from card to card")]
    [InlineData(@"\b(add|sub|mul|fma)\.f(32|64)\b", "arithmetic that ptxas may fuse")]
    [InlineData(@"\bmad\.f", "arithmetic that ptxas may round in two ways")]
    public void Kernels_have_no(string pattern, string what) =>
        Assert.False(Regex.IsMatch(Ptx, pattern), $"kernels.ptx has {what} ({Regex.Match(Ptx, pattern + ".*").Value})");

    [Fact]
    public void It_is_made_for_all_cards_since_Pascal()
    {
        Assert.Contains("\n.version 6.3\n", Ptx, StringComparison.Ordinal);
        Assert.Contains("\n.target sm_60\n", Ptx, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_what_the_sources_make()
    {
        bool hasCompiler = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "clang-14")));
        Assert.SkipUnless(hasCompiler, "there is no clang-14 here");
        using var folder = new TemporaryFolder();
        string made = folder.PathOf("made.ptx");
        using Process process = Process.Start(new ProcessStartInfo("sh", [Path.Combine(Folder, "build.sh"), made]) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        Assert.True(
            File.ReadAllBytes(made).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(Ptx)),
            "kernels.ptx is not that of the .cu files: run src/Cuda/Kernels/build.sh, and commit what it makes");
    }

    private static (string Name, int Size) NameAndSize<T>()
        where T : unmanaged, IKernelArguments
    {
        Assert.Equal(0, T.Kernel[^1]);
        return (Encoding.UTF8.GetString(T.Kernel[..^1]), Unsafe.SizeOf<T>());
    }

    [GeneratedRegex(@"\.visible \.entry (?<name>\w+)\(\s*\.param \.align 8 \.b8 \k<name>_param_0\[(?<bytes>\d+)\]\s*\)")]
    private static partial Regex Entry();
}
