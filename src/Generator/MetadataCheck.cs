using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Generator.Emission;

namespace CaffeSharpGen.Generator;

/// <summary>Finds what is wrong in the metadata of a prototxt's item in the project.</summary>
internal static class MetadataCheck
{
    // What every generated class declares. A class cannot have a member's name. A test compares them with generated classes.
    private static readonly string[] Members =
    [
        "definition", "Definition", "get_Definition", "Load", "Operation", "Shapes", "Share",
        // Of classes with data layers.
        DataTransformsPart.Member, "get_" + DataTransformsPart.Member,
    ];

    // Namespaces of the library, whose types have the names that they have. A test compares them with its assemblies.
    private static readonly string[] Library =
    [
        "CaffeSharpGen", "CaffeSharpGen.Compiled", "CaffeSharpGen.Cpu", "CaffeSharpGen.Definitions", "CaffeSharpGen.Dynamic",
        "CaffeSharpGen.GradCam", "CaffeSharpGen.Hdf5", "CaffeSharpGen.Heads", "CaffeSharpGen.Imaging", "CaffeSharpGen.Language",
        "CaffeSharpGen.Operations", "CaffeSharpGen.Resampling", "CaffeSharpGen.Torch7",
        "CaffeSharpGen.Weights",
    ];

    /// <summary>Checks all metadata that was given.</summary>
    public static IEnumerable<Problem> Settings(FileSettings settings, int node)
    {
        foreach (Problem wrong in Names(settings, node))
            yield return wrong;
        if (GivenShapes.Parse(settings.InputShape) is null)
        {
            yield return Wrong(node, "CaffeInputShape", settings.InputShape,
                "the axes' lengths, such as 1,3,224,224, or those of several inputs by their names, such as data: 1,3,224,224, label: 1,1");
        }
        if (OtherShape.Split(settings.OtherShapes).FirstOrDefault(shape => GivenShapes.Parse(shape) is null) is { } wrongShape)
        {
            yield return Wrong(node, "CaffeOtherShapes", wrongShape,
                "shapes as those of CaffeInputShape, separated by |, such as 1,3,480,640 | 1,3,600,800");
        }
        if (settings.AlignCrop.Length > 0 && !bool.TryParse(settings.AlignCrop, out _))
            yield return Wrong(node, "CaffeAlignCrop", settings.AlignCrop, "true or false");
        if (settings.KeepLoss.Length > 0 && !bool.TryParse(settings.KeepLoss, out _) && !FileSettings.AreLossValues(settings.KeepLoss))
            yield return Wrong(node, "CaffeKeepLoss", settings.KeepLoss, "true, false or values");
        if (settings.Level.Length > 0 && !FileSettings.IsLevel(settings.Level, out _))
            yield return Wrong(node, "CaffeLevel", settings.Level, "an integer, such as 0");
        if (settings.IgnoredFieldNames().Any(name => !NetOptions.IsFieldName(name)))
            yield return Wrong(node, "CaffeIgnoreFields", settings.IgnoreFields, "names of fields, such as ceil_mode, mem_param");
        if (settings.Dialect.Length > 0 && !Dialects.TryParse(settings.Dialect, out _))
            yield return Wrong(node, "CaffeDialect", settings.Dialect, Dialects.Expected(settings.Dialect));
        if (CustomLayerType.Parse(settings.CustomLayers) is null)
            yield return Wrong(node, "CaffeCustomLayers", settings.CustomLayers, CustomLayerType.Expected);
    }

    /// <summary>Checks the names that the metadata give to the class and its namespace.</summary>
    public static IEnumerable<Problem> Names(FileSettings settings, int node)
    {
        if (settings.ClassName.Length > 0 && !CSharpNames.IsClassName(settings.ClassName))
            yield return Wrong(node, "CaffeClassName", settings.ClassName, "the name of a C# class, such as Vgg16");
        if (!CSharpNames.IsNamespace(settings.Namespace))
            yield return Wrong(node, "CaffeNamespace", settings.Namespace, "a C# namespace, such as MyApp.Networks");
        else if (!NameLimit.Holds(settings.Namespace))
            yield return Wrong(node, "CaffeNamespace", settings.Namespace, $"at most {NameLimit.MostBytes} bytes");
        else if (Library.Contains(settings.Namespace, StringComparer.Ordinal))
        {
            yield return Wrong(
                node, "CaffeNamespace", settings.Namespace, "another namespace than those of the library, such as MyApp.Networks");
        }
    }

    /// <summary>Checks the name that the class gets, wherever it comes from; null if it is right.</summary>
    /// <param name="name">The class.</param>
    /// <param name="methods">Members that not every class has.</param>
    /// <param name="node">Id of the node that problems are about.</param>
    public static Problem? Name(ClassName name, IEnumerable<string> methods, int node)
    {
        string? reason = name.Name == "_" ? "neither the network's name nor the file's has a letter or digit"
            : Members.Concat(methods).Contains(name.Name, StringComparer.Ordinal) ? "one of its members has that name"
            : !NameLimit.Holds(name.Name) ? $"that is {NameLimit.Fault(name.Name)}"
            : null;
        return reason is null ? null : new Problem(ProblemCodes.Metadata, Severity.Error, node,
            $"the class cannot be called {Excerpt.Of(name.Name)}, because {reason}; give it another name with the metadata CaffeClassName");
    }

    private static Problem Wrong(int node, string metadata, string found, string expected) =>
        new(ProblemCodes.Metadata, Severity.Error, node, $"the metadata {metadata} is '{Excerpt.Of(found)}'; expected {expected}");
}
