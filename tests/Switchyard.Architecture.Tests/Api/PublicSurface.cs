using System.Reflection;
using System.Text;

namespace Switchyard.Architecture.Tests.Api;

/// <summary>The public types and members of an assembly as text, one line each, sorted.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        return [.. assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Lines(Type type)
    {
        yield return Name(type, full: true) + Heritage(type);
        if (type.IsEnum)
        {
            foreach (var value in Enum.GetValuesAsUnderlyingType(type))
            {
                yield return $"{Name(type, full: true)}.{Enum.GetName(type, value)} = {value}";
            }

            yield break;
        }

        foreach (var member in type.GetMembers(Declared))
        {
            if (Describe(member) is { } text)
            {
                yield return $"{Name(type, full: true)}.{text}";
            }
        }
    }

    private static string? Describe(MemberInfo member)
    {
        return member switch
        {
            ConstructorInfo constructor => $"new({Parameters(constructor)})",
            MethodInfo { IsSpecialName: true } => null,
            MethodInfo method => $"{method.Name}{Generics(method)}({Parameters(method)}) : {Name(method.ReturnType)}{(method.IsStatic ? " static" : string.Empty)}",
            PropertyInfo property => $"{property.Name}{Indexes(property)} {{{Accessors(property)}}} : {Name(property.PropertyType)}{(property.GetMethod?.IsStatic == true ? " static" : string.Empty)}",
            FieldInfo field => $"{field.Name} : {Name(field.FieldType)}{(field.IsLiteral ? " const" : field.IsStatic ? " static" : string.Empty)}",
            EventInfo occasion => $"event {occasion.Name} : {Name(occasion.EventHandlerType!)}",
            _ => null,
        };
    }

    private static string Heritage(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        List<string> heritage = [];
        if (type.BaseType is { } inherited && inherited != typeof(object) && inherited != typeof(ValueType) && inherited != typeof(Enum))
        {
            heritage.Add(Name(inherited));
        }

        if (!type.IsEnum)
        {
            heritage.AddRange(type.GetInterfaces().Where(static each => each.IsVisible).Select(static each => Name(each)).Order(StringComparer.Ordinal));
        }

        return $" {kind}{(heritage.Count > 0 ? $" : {string.Join(", ", heritage)}" : string.Empty)}";
    }

    private static string Parameters(MethodBase method)
    {
        return string.Join(", ", method.GetParameters().Select(static parameter =>
            $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : string.Empty)}{Name(parameter.ParameterType)} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : string.Empty)));
    }

    private static string Indexes(PropertyInfo property)
    {
        var indexes = property.GetIndexParameters();
        return indexes.Length == 0 ? string.Empty : $"[{string.Join(", ", indexes.Select(static index => Name(index.ParameterType)))}]";
    }

    private static string Accessors(PropertyInfo property)
    {
        StringBuilder accessors = new();
        accessors.Append(property.GetMethod?.IsPublic == true ? " get;" : string.Empty);
        if (property.SetMethod?.IsPublic == true)
        {
            var init = property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Any(static modifier => modifier.Name == "IsExternalInit");
            accessors.Append(init ? " init;" : " set;");
        }

        return accessors.Append(' ').ToString();
    }

    private static string Generics(MethodInfo method)
    {
        return method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static argument => argument.Name))}>" : string.Empty;
    }

    private static string Name(Type type, bool full = false)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        var name = type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(static argument => Name(argument)))}>" : type.Name;
        return full && type.DeclaringType is null ? $"{type.Namespace}.{name}" : full ? $"{Name(type.DeclaringType!, full: true)}.{name}" : name;
    }
}
