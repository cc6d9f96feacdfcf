using System.Reflection;
using Microsoft.Extensions.Logging;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Logs;

/// <summary>An operator finds a log line by its event id, in the code and over the years.</summary>
public sealed class EventIdTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void An_event_id_is_used_once()
    {
        Findings.MustBeEmpty(
            Messages().GroupBy(static message => message.Id).Where(static messages => messages.Count() > 1)
                .Select(static messages => $"{messages.Key}: {string.Join(", ", messages.Select(static message => message.Method))}"),
            "Give each log message its own event id; never reuse one.");
    }

    [Fact]
    public void An_event_id_lies_in_the_range_of_its_namespace()
    {
        var ranges = Tree.Table("eng/event-ids.txt").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(static line => (Namespace: line[0], From: int.Parse(line[1]), To: int.Parse(line[2]))).ToList();
        Findings.MustBeEmpty(
            from message in Messages()
            let range = ranges.Where(range => $"{message.Namespace}.".StartsWith($"{range.Namespace}.", StringComparison.Ordinal)).MaxBy(static range => range.Namespace.Length)
            where range.Namespace is null || message.Id < range.From || message.Id > range.To
            select range.Namespace is null
                ? $"{message.Method}: no range for {message.Namespace}"
                : $"{message.Method}: {message.Id} is not in {range.From}-{range.To}",
            "The ranges are in eng/event-ids.txt.");
    }

    private static List<(int Id, string Namespace, string Method)> Messages()
    {
        return
        [
            .. from type in Product.Types
               from method in type.GetMethods(All)
               let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
               where attribute is not null
               select (attribute.EventId, type.Namespace!, $"{type.FullName}.{method.Name}"),
        ];
    }
}
