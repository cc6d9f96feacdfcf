using System.Text.Json;
using Switchyard.Model.Gateways;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Gateways;

public sealed class LabelFieldsTests
{
    [Fact]
    public void Labels_are_read_sorted_and_compared_by_value()
    {
        var (labels, faults) = Read("""{"labels":{"tier":"1","region":"eu"}}""");

        faults.ShouldBeEmpty();
        labels!.ToJson().ShouldBe("""{"region":"eu","tier":"1"}""");
        labels.ShouldBe(Labels.Parse("""{"region":"eu","tier":"1"}"""));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"labels":null}""")]
    public void Absent_and_null_are_null(string json) => Read(json).ShouldBe((null, []), Comparer);

    [Theory]
    [InlineData("""{"labels":"eu"}""", "labels")]
    [InlineData("""{"labels":{"a":"1","a":"2"}}""", "labels.a")]
    [InlineData("""{"labels":{"a":1,"b":[],"c":null,"D":"x","e":""}}""", "labels.a", "labels.b", "labels.c", "labels.D", "labels.e")]
    [InlineData("""{"labels":{"-a":"x","b-":"x","c d":"x"}}""", "labels.-a", "labels.b-", "labels.c d")]
    public void Every_fault_is_named_and_nothing_is_read(string json, params string[] fields)
    {
        var (labels, faults) = Read(json);

        labels.ShouldBeNull();
        faults.Order().ShouldBe(fields.Order());
    }

    [Fact]
    public void There_are_at_most_16_of_at_most_63_characters()
    {
        var fits = string.Join(',', Enumerable.Range(0, 16).Select(number => $"\"l{number}\":\"{new string('v', 63)}\""));
        var (labels, none) = Read($$$"""{"labels":{{{{fits}}}}}""");
        var (_, many) = Read($$$"""{"labels":{{{{fits}}},"m":"x"}}""");
        var (_, wide) = Read($$$"""{"labels":{"n":"{{{new string('v', 64)}}}","{{{new string('w', 64)}}}":"x"}}""");

        (labels!.Pairs.Count, none.Length).ShouldBe((16, 0));
        many.ShouldBe(["labels"]);
        wide.Length.ShouldBe(2);
    }

    private static IEqualityComparer<(Labels?, string[])> Comparer { get; } =
        EqualityComparer<(Labels?, string[])>.Create((one, two) => Equals(one.Item1, two.Item1) && one.Item2.SequenceEqual(two.Item2));

    private static (Labels? Labels, string[] Faults) Read(string json)
    {
        var faults = new FaultList();
        var labels = new JsonFields(JsonElement.Parse(json), faults, "").Labels("labels");
        return (labels, [.. faults.Select(fault => fault.Field)]);
    }
}
