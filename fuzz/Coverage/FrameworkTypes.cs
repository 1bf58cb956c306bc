using Mono.Cecil;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>
/// Tells the rewriter what a type of another assembly is, which it asks for constants of an enumeration. The framework's files are not
/// there when this program is one file; then the types of the running framework answer.
/// </summary>
internal sealed class FrameworkTypes(IAssemblyResolver files) : MetadataResolver(files)
{
    public override TypeDefinition? Resolve(TypeReference type)
    {
        try
        {
            return base.Resolve(type);
        }
        catch (AssemblyResolutionException) when (Running(type) is { IsEnum: true })
        {
            return Describe(type.Module, Running(type)!);
        }
    }

    private static Type? Running(TypeReference type) =>
        type.Scope is AssemblyNameReference assembly ? Type.GetType($"{type.FullName.Replace('/', '+')}, {assembly.FullName}") : null;

    private static TypeDefinition Describe(ModuleDefinition module, Type running)
    {
        TypeDefinition type = new(running.Namespace, running.Name, TypeAttributes.Sealed, new TypeReference("System", "Enum", module, module.TypeSystem.CoreLibrary));
        type.Fields.Add(new FieldDefinition("value__", FieldAttributes.SpecialName | FieldAttributes.RTSpecialName, module.ImportReference(running.GetEnumUnderlyingType())));
        return type;
    }
}
