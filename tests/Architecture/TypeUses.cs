using Mono.Cecil;
using Mono.Cecil.Cil;

namespace QmpFuzz.Tests.Architecture;

/// <summary>Who uses which namespace inside a compiled assembly: fields, signatures, locals and instructions.</summary>
internal static class TypeUses
{
    /// <summary>"user -> used" for every type of a namespace (or below it) that uses a type of another one (or below it).</summary>
    public static IEnumerable<string> Find(string assembly, Func<string, bool> user, Func<string, bool> used)
    {
        using AssemblyDefinition definition = AssemblyDefinition.ReadAssembly(assembly);
        return [.. definition.MainModule.Types
            .Where(type => user(type.Namespace))
            .SelectMany(type => Uses(type).Where(use => used(NamespaceOf(use))).Select(use => $"{type.FullName} -> {use.FullName}"))
            .Distinct()];
    }

    public static Func<string, bool> In(string room) => name =>
        name == room || name.StartsWith(room + ".", StringComparison.Ordinal);

    private static IEnumerable<TypeReference> Uses(TypeDefinition type) =>
    [
        .. type.BaseType is null ? [] : Parts(type.BaseType),
        .. type.Interfaces.SelectMany(contract => Parts(contract.InterfaceType)),
        .. type.Fields.SelectMany(field => Parts(field.FieldType)),
        .. type.Methods.SelectMany(Uses),
        .. type.NestedTypes.SelectMany(Uses),
    ];

    private static IEnumerable<TypeReference> Uses(MethodDefinition method) =>
    [
        .. Parts(method.ReturnType),
        .. method.Parameters.SelectMany(parameter => Parts(parameter.ParameterType)),
        .. method.HasBody ? method.Body.Variables.SelectMany(local => Parts(local.VariableType)) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(Uses) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Where(handler => handler.CatchType is not null).SelectMany(handler => Parts(handler.CatchType)) : [],
    ];

    private static IEnumerable<TypeReference> Uses(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => Parts(type),
        GenericInstanceMethod method => [.. method.GenericArguments.SelectMany(Parts), .. Parts(method.DeclaringType)],
        MemberReference member => Parts(member.DeclaringType),
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification shell => Parts(shell.ElementType),
        _ => [type],
    };

    private static string NamespaceOf(TypeReference type) => type.DeclaringType is { } outer ? NamespaceOf(outer) : type.Namespace;
}
