using System.Globalization;
using System.Text;

namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <summary>Translates PTX to C: every access is checked, every instruction is known or refused.</summary>
public static class PtxToC
{
    /// <summary>The C sources of a module; compiled together they export <c>csg_translated</c>.</summary>
    /// <param name="ptx">the text of the PTX, as it is given to the driver.</param>
    /// <param name="files">how many files the kernels are spread over.</param>
    /// <exception cref="PtxException">something in it is unknown.</exception>
    public static IReadOnlyList<string> Translate(string ptx, int files = 1)
    {
        PtxModule module = PtxModule.Parse(ptx);
        StringBuilder[] texts = [.. Enumerable.Range(0, files).Select(_ => new StringBuilder("#include \"runtime.h\"\n"))];
        for (int i = 0; i < module.Constants.Count; i++)
        {
            PtxConstant constant = module.Constants[i];
            string head = $"const unsigned char {FunctionWriter.ConstantName(constant.Name)}[{constant.Data.Length}]";
            for (int file = 0; file < files; file++)
            {
                texts[file].Append(CultureInfo.InvariantCulture, $"__attribute__((visibility(\"hidden\"), aligned(16))) extern {head};\n");
                if (file == 0)
                    texts[0].Append(CultureInfo.InvariantCulture, $"{head} = {{{string.Join(", ", constant.Data)}}};\n");
            }
        }
        (int sites, int local) = Functions(module, texts);
        StringBuilder table = new(), heads = new();
        PtxFunction[] kernels = [.. module.Functions.Where(function => function.IsEntry)];
        // The longest first, each to the file that is shortest so far.
        foreach (PtxFunction kernel in kernels.OrderByDescending(kernel => kernel.Body.Count))
        {
            FunctionWriter writer = new(module, kernel, sites, local);
            string text = writer.Write(), name = FunctionWriter.NameOf(kernel);
            texts.MinBy(file => file.Length)!.Append(text).Append(CultureInfo.InvariantCulture,
                $"__attribute__((visibility(\"hidden\"))) const uint32_t size_{name} = {writer.RegistersSize};\n");
            heads.Append(CultureInfo.InvariantCulture, $"{FunctionWriter.HeadOf(kernel)};\n");
            heads.Append(CultureInfo.InvariantCulture, $"__attribute__((visibility(\"hidden\"))) extern const uint32_t size_{name};\n");
            heads.Append(Parameters(kernel, name));
            table.Append(CultureInfo.InvariantCulture, $"    {{ \"{kernel.Name}\", {name}, 0, {writer.SharedBytes}, {writer.LocalBytes}, {writer.Sites}, {kernel.MostThreads}, ");
            table.Append(CultureInfo.InvariantCulture, $"{kernel.Parameters.Count}, offsets_{name}, bytes_{name} }},\n");
        }
        StringBuilder last = texts[^1];
        last.Append(heads).Append("static csg_kernel kernels[] = {\n").Append(table).Append("    { 0 }\n};\n");
        // Sizes are known where the kernels are compiled only.
        last.Append("__attribute__((constructor)) static void measure(void)\n{\n");
        foreach ((int i, PtxFunction kernel) in kernels.OrderByDescending(kernel => kernel.Body.Count).Index())
            last.Append(CultureInfo.InvariantCulture, $"    kernels[{i}].registers = size_{FunctionWriter.NameOf(kernel)};\n");
        last.Append("}\nstatic const csg_constant constants[] = {\n");
        foreach (PtxConstant constant in module.Constants)
            last.Append(CultureInfo.InvariantCulture, $"    {{ {FunctionWriter.ConstantName(constant.Name)}, {constant.Data.Length} }},\n");
        last.Append("    { 0, 0 }\n};\n__attribute__((visibility(\"default\"))) const csg_module csg_translated = {\n");
        last.Append(CultureInfo.InvariantCulture, $"    UINT64_C(0x{HashOf(ptx):x}), {module.Version}, {module.Target}, {kernels.Length}, {module.Constants.Count}, kernels, constants\n}};\n");
        return [.. texts.Select(text => text.ToString())];
    }

    /// <summary>The mark by which the double knows the PTX again: FNV-1a over its bytes up to a zero.</summary>
    public static ulong HashOf(string ptx)
    {
        ulong hash = 14695981039346656037;
        foreach (byte each in Encoding.UTF8.GetBytes(ptx).TakeWhile(each => each != 0))
            hash = (hash ^ each) * 1099511628211;
        return hash;
    }

    /// <summary>Functions that are called: the same in each file.</summary>
    private static (int Sites, int Local) Functions(PtxModule module, StringBuilder[] texts)
    {
        int sites = 0, local = 0;
        PtxFunction[] functions = [.. module.Functions.Where(function => !function.IsEntry)];
        StringBuilder all = new();
        foreach (PtxFunction function in functions)
            all.Append(CultureInfo.InvariantCulture, $"__attribute__((unused)) {FunctionWriter.HeadOf(function)};\n");
        foreach (PtxFunction function in functions)
        {
            FunctionWriter writer = new(module, function, sites, local);
            all.Append(writer.Write());
            if (writer.SharedBytes > 0)
                throw new PtxException(function.Line, $"{function.Name} is a function with shared memory: only kernels may have it");
            (sites, local) = (writer.Sites, writer.LocalBytes);
        }
        foreach (StringBuilder text in texts)
            text.Append(all);
        return (sites, local);
    }

    private static string Parameters(PtxFunction kernel, string name)
    {
        List<int> offsets = [];
        int offset = 0;
        foreach (PtxParameter parameter in kernel.Parameters)
        {
            offset = (offset + parameter.Alignment - 1) / parameter.Alignment * parameter.Alignment;
            offsets.Add(offset);
            offset += parameter.Bytes;
        }
        return $"static const uint32_t offsets_{name}[] = {{{string.Join(", ", offsets.Append(0))}}};\n"
            + $"static const uint32_t bytes_{name}[] = {{{string.Join(", ", kernel.Parameters.Select(parameter => parameter.Bytes).Append(0))}}};\n";
    }
}
