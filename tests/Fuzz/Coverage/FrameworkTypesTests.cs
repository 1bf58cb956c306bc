using Mono.Cecil;
using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Tests.Fuzz.Coverage;

public sealed class FrameworkTypesTests
{
    [Fact]
    public void Resolve_EnumerationWithoutFiles_IsThatOfTheRunningFramework()
    {
        TypeDefinition kind = Resolve("System", "DateTimeKind")!;
        Assert.True(kind.IsEnum);
        Assert.Equal("System.Int32", kind.Fields.Single().FieldType.FullName);
    }

    [Fact]
    public void Resolve_OtherTypeWithoutFiles_FailsAsItWould() => Assert.Throws<AssemblyResolutionException>(() => Resolve("System", "String"));

    private static TypeDefinition? Resolve(string space, string name)
    {
        using ModuleDefinition module = ModuleDefinition.CreateModule("sample", new ModuleParameters { Kind = ModuleKind.Dll, MetadataResolver = new FrameworkTypes(new NoFiles()) });
        AssemblyNameReference runtime = new("System.Runtime", new Version(10, 0, 0, 0));
        return new TypeReference(space, name, module, runtime, valueType: true).Resolve();
    }

    private sealed class NoFiles : IAssemblyResolver
    {
        public AssemblyDefinition Resolve(AssemblyNameReference name) => throw new AssemblyResolutionException(name);

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) => Resolve(name);

        public void Dispose()
        {
        }
    }
}
