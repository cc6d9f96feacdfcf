using System.Reflection;
using System.Runtime.CompilerServices;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Types;

/// <summary>A class that needs eight things needs a ninth that stands for some of them.</summary>
public sealed class ConstructorTests
{
    private const int MostParameters = 7;
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_constructor_takes_more_than_seven_parameters()
    {
        Findings.MustBeEmpty(
            from type in Product.Types
            where !IsGenerated(type) && !IsData(type)
            from constructor in type.GetConstructors(All)
            let count = constructor.GetParameters().Length
            where count > MostParameters
            select $"{type.FullName} takes {count}",
            $"More than {MostParameters} constructor parameters: find the concept that is missing. (Records are data and may have more.)");
    }

    private static bool IsGenerated(Type type)
    {
        // The source generator of log messages names its structs like __LogSomethingStruct.
        return type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || type.Name.StartsWith("__", StringComparison.Ordinal);
    }

    private static bool IsData(Type type)
    {
        // Records have a PrintMembers method of the compiler's, whether they are classes or structs.
        return type.GetMethod("PrintMembers", All) is not null;
    }
}
