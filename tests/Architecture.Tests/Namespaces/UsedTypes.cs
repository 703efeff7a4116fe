using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>
/// Collects the types of its own assembly that a type uses: as bases, in signatures, in attributes and in code. Constants leave no trace in
/// compiled code.
/// </summary>
internal sealed class UsedTypes(PEReader image) : ISignatureTypeProvider<byte, object?>
{
    private readonly MetadataReader reader = image.GetMetadataReader();
    private readonly HashSet<TypeDefinitionHandle> found = [];

    public IReadOnlyCollection<TypeDefinitionHandle> Of(TypeDefinition type)
    {
        Add(type.BaseType);
        Add(type.GetCustomAttributes());
        Add(type.GetGenericParameters());
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
            Add(reader.GetInterfaceImplementation(implementation).Interface);
        foreach (PropertyDefinitionHandle property in type.GetProperties())
            Add(reader.GetPropertyDefinition(property).GetCustomAttributes());
        foreach (FieldDefinition field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            field.DecodeSignature(this, null);
            Add(field.GetCustomAttributes());
        }
        foreach (MethodDefinition method in type.GetMethods().Select(reader.GetMethodDefinition))
            Add(method);
        return found;
    }

    private void Add(MethodDefinition method)
    {
        method.DecodeSignature(this, null);
        Add(method.GetCustomAttributes());
        Add(method.GetGenericParameters());
        foreach (ParameterHandle parameter in method.GetParameters())
            Add(reader.GetParameter(parameter).GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0)
            return;
        MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
        foreach (ExceptionRegion region in body.ExceptionRegions)
            Add(region.CatchType);
        foreach (EntityHandle entity in InstructionTokens.Of(body))
            Add(entity);
    }

    private void Add(EntityHandle entity)
    {
        if (entity.IsNil)
            return;
        switch (entity.Kind)
        {
            case HandleKind.TypeDefinition:
                found.Add((TypeDefinitionHandle)entity);
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)entity).DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                found.Add(reader.GetMethodDefinition((MethodDefinitionHandle)entity).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                found.Add(reader.GetFieldDefinition((FieldDefinitionHandle)entity).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Add(reader.GetMemberReference((MemberReferenceHandle)entity).Parent);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = reader.GetMethodSpecification((MethodSpecificationHandle)entity);
                Add(specification.Method);
                specification.DecodeSignature(this, null);
                break;
            case HandleKind.StandaloneSignature:
                reader.GetStandaloneSignature((StandaloneSignatureHandle)entity).DecodeMethodSignature(this, null);
                break;
            case HandleKind.TypeReference: // Of another assembly.
                break;
            default:
                throw new InvalidOperationException($"code refers to a {entity.Kind}");
        }
    }

    private void Add(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle attribute in attributes)
            Add(reader.GetCustomAttribute(attribute).Constructor);
    }

    private void Add(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameter parameter in parameters.Select(reader.GetGenericParameter))
        {
            foreach (GenericParameterConstraintHandle constraint in parameter.GetConstraints())
                Add(reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    // Decoding a signature collects the types that stand in it; what it is put together to does not matter.
    byte ISimpleTypeProvider<byte>.GetTypeFromDefinition(MetadataReader of, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        found.Add(handle);
        return 0;
    }

    byte ISignatureTypeProvider<byte, object?>.GetTypeFromSpecification(
        MetadataReader of, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    byte ISimpleTypeProvider<byte>.GetTypeFromReference(MetadataReader of, TypeReferenceHandle handle, byte rawTypeKind) => 0;

    byte ISimpleTypeProvider<byte>.GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

    byte IConstructedTypeProvider<byte>.GetArrayType(byte elementType, ArrayShape shape) => 0;

    byte IConstructedTypeProvider<byte>.GetByReferenceType(byte elementType) => 0;

    byte IConstructedTypeProvider<byte>.GetPointerType(byte elementType) => 0;

    byte IConstructedTypeProvider<byte>.GetGenericInstantiation(byte genericType, ImmutableArray<byte> typeArguments) => 0;

    byte ISZArrayTypeProvider<byte>.GetSZArrayType(byte elementType) => 0;

    byte ISignatureTypeProvider<byte, object?>.GetFunctionPointerType(MethodSignature<byte> signature) => 0;

    byte ISignatureTypeProvider<byte, object?>.GetGenericMethodParameter(object? context, int index) => 0;

    byte ISignatureTypeProvider<byte, object?>.GetGenericTypeParameter(object? context, int index) => 0;

    byte ISignatureTypeProvider<byte, object?>.GetModifiedType(byte modifier, byte unmodifiedType, bool isRequired) => 0;

    byte ISignatureTypeProvider<byte, object?>.GetPinnedType(byte elementType) => 0;
}
