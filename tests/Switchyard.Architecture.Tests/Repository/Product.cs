using System.Reflection;

namespace Switchyard.Architecture.Tests.Repository;

/// <summary>The assemblies of the product, one per project under src/.</summary>
internal static class Product
{
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        .. Tree.Projects.Where(static project => project.StartsWith("src/", StringComparison.Ordinal))
            .Select(static project => Assembly.Load(AssemblyName(project))),
    ];

    /// <summary>Every type written by us: what the compiler or a source generator puts into other namespaces is left out.</summary>
    public static IEnumerable<Type> Types => Assemblies.SelectMany(TypesOf);

    public static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        return assembly.GetTypes().Where(static type => type.Namespace?.StartsWith("Switchyard", StringComparison.Ordinal) == true);
    }

    /// <summary>The executable of Host is called switchyard; every other assembly is called like its project.</summary>
    private static string AssemblyName(string project)
    {
        var named = Tree.Lines(project).Select(static line => line.Trim()).FirstOrDefault(static line => line.StartsWith("<AssemblyName>", StringComparison.Ordinal));
        return named is null ? Path.GetFileNameWithoutExtension(project) : named["<AssemblyName>".Length..named.IndexOf("</", StringComparison.Ordinal)];
    }
}
