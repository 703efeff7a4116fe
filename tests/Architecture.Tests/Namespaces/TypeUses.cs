using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>Which types of an assembly its types use.</summary>
internal sealed class TypeUses(PEReader image)
{
    private readonly MetadataReader reader = image.GetMetadataReader();

    /// <summary>All pairs of a type and one that it uses. Nested types stand for the type around them.</summary>
    public IEnumerable<(TypeName User, TypeName Used)> All() =>
        from handle in reader.TypeDefinitions
        from used in new UsedTypes(image).Of(reader.GetTypeDefinition(handle))
        select (NameOf(handle), NameOf(used));

    private TypeName NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? NameOf(outer)
            : new TypeName(reader.GetString(type.Namespace), reader.GetString(type.Name).Split('`')[0]);
    }
}

/// <summary>Name of a type, without the number of its type arguments.</summary>
internal readonly record struct TypeName(string Namespace, string Name);
