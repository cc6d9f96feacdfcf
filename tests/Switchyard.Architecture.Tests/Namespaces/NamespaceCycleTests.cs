using System.Reflection;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Namespaces;

/// <summary>Inside a project the folders point one way, so that each can be read, moved and thrown away with only those below it.</summary>
public sealed class NamespaceCycleTests
{
    [Fact]
    public void No_two_namespaces_of_a_project_need_each_other()
    {
        Findings.MustBeEmpty(
            Product.Assemblies.SelectMany(Cycles),
            "Namespaces must not need each other in a circle. Move the shared type down, or the one that knows both up.");
    }

    private static IEnumerable<string> Cycles(Assembly assembly)
    {
        var edges = Edges(assembly);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in edges.Keys.Order(StringComparer.Ordinal))
        {
            if (reported.Contains(start) || ShortestWayBack(edges, start) is not { } circle)
            {
                continue;
            }

            reported.UnionWith(circle);
            yield return string.Join("; ", circle.Zip(circle.Skip(1), (from, to) => $"{from} -> {to} ({edges[from][to]})"));
        }
    }

    private static Dictionary<string, Dictionary<string, string>> Edges(Assembly assembly)
    {
        Dictionary<string, Dictionary<string, string>> edges = new(StringComparer.Ordinal);
        foreach (var type in Product.TypesOf(assembly))
        {
            foreach (var used in TypeUse.Of(type).Where(used => used.Assembly == assembly && used.Namespace is not null && used.Namespace != type.Namespace))
            {
                if (!edges.TryGetValue(type.Namespace!, out var targets))
                {
                    edges.Add(type.Namespace!, targets = new Dictionary<string, string>(StringComparer.Ordinal));
                }

                targets.TryAdd(used.Namespace!, $"{Outermost(type).Name} uses {Outermost(used).Name}");
            }
        }

        return edges;
    }

    private static List<string>? ShortestWayBack(Dictionary<string, Dictionary<string, string>> edges, string start)
    {
        Dictionary<string, string> cameFrom = new(StringComparer.Ordinal);
        Queue<string> open = new([start]);
        while (open.TryDequeue(out var here))
        {
            foreach (var next in edges.GetValueOrDefault(here)?.Keys ?? Enumerable.Empty<string>())
            {
                if (next == start)
                {
                    List<string> circle = [start];
                    for (var at = here; at != start; at = cameFrom[at])
                    {
                        circle.Insert(0, at);
                    }

                    circle.Insert(0, start);
                    return circle;
                }

                if (cameFrom.TryAdd(next, here))
                {
                    open.Enqueue(next);
                }
            }
        }

        return null;
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type;
    }
}
