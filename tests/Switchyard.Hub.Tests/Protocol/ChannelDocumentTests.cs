using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using YamlDotNet.Serialization;

namespace Switchyard.Hub.Tests.Protocol;

/// <summary><c>docs/gateway-channel.asyncapi.yaml</c> says what the code does.</summary>
public sealed class ChannelDocumentTests
{
    private static readonly JsonNode Document = Read();

    public static TheoryData<string> Kinds => [.. FrameTypes.Names];

    [Fact]
    public void It_is_an_AsyncAPI_document_of_this_protocol()
    {
        Document["asyncapi"]!.GetValue<string>().ShouldBe("3.0.0");
        Document["info"]!["version"]!.GetValue<string>().ShouldBe($"{Frame.Protocol}");
        References(Document).ShouldAllBe(reference => Resolve(reference) != null);
    }

    [Fact]
    public void It_names_every_frame_once_and_in_a_direction()
    {
        Names(Document["components"]!["messages"]).ShouldBe(FrameTypes.Names);
        Names(Document["channels"]!["gateway"]!["messages"]).ShouldBe(FrameTypes.Names);
        string[] fromInstance = ["hello", "ack", "nack", "resync", "report", "ping", "pong"], fromNode = ["welcome", "snapshot", "event", "bookmark", "goaway", "ping", "pong"];
        Operation("receive").ShouldBe(fromInstance);
        Operation("send").ShouldBe(fromNode);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_members_are_those_that_are_written(string kind)
    {
        var schema = Payload(kind);
        var written = FrameSamples.All.Where(frame => FrameTypes.NameOf(frame) == kind).Select(Json).ToList();

        Names(schema["properties"]).ShouldBe(written.SelectMany(frame => Names(frame)).Distinct(), ignoreOrder: true);
        written.ForEach(frame => Fits(frame, schema, kind));
    }

    /// <summary>A frame without a member that the page requires is refused, and one without any other is read.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_required_members_are_those_that_are_missed(string kind)
    {
        var required = Texts(Payload(kind)["required"]);
        var frame = Json(FrameSamples.All.First(sample => FrameTypes.NameOf(sample) == kind));
        foreach (var member in Names(frame))
        {
            var without = frame.DeepClone();
            without.AsObject().Remove(member);
            var failure = Record.Exception(() => FrameReader.Read(Encoding.UTF8.GetBytes(without.ToJsonString())));
            // Whoever writes must write these, though who reads does not need them.
            string[] readWithout = ["protocol", "stateHash"];
            (failure is FrameException).ShouldBe(required.Contains(member) && !readWithout.Contains(member), $"{kind} without {member}: {failure?.Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_examples_are_read(string kind)
    {
        var examples = Document["components"]!["messages"]![kind]!["examples"]!.AsArray();
        examples.Count.ShouldBeGreaterThan(0);
        foreach (var example in examples)
        {
            var payload = example!["payload"]!;
            Fits(payload, Payload(kind), kind);
            var frame = FrameReader.Read(Encoding.UTF8.GetBytes(payload.ToJsonString()));
            frame.ShouldNotBeOfType<UnknownFrame>();
            FrameTypes.NameOf(frame).ShouldBe(kind);
            Names(payload).ShouldBeSubsetOf(Names(Payload(kind)["properties"]));
        }
    }

    [Fact]
    public void Its_codes_reasons_kinds_and_actions_are_those_of_the_code()
    {
        Document["channels"]!["gateway"]!["x-close-codes"]!.AsArray().Select(code => (code!["name"]!.GetValue<string>(), code["code"]!.GetValue<int>())).ShouldBe(Constants<int>(typeof(CloseCodes)));
        Texts(Payload("goaway")["properties"]!["reason"]!["enum"]).ShouldBe(Constants<string>(typeof(GoAwayReasons)).Select(constant => constant.Value));
        Texts(Payload("event")["properties"]!["action"]!["enum"]).ShouldBe(HubActions.Names);
        Texts(Document["components"]!["schemas"]!["object"]!["properties"]!["kind"]!["enum"]).ShouldBe(
            Constants<string>(typeof(StateKinds)).Select(constant => constant.Value).Where(kind => kind != StateKinds.Whole));
        Texts(Payload("welcome")["properties"]!["reason"]!["enum"]).ShouldBe(Constants<string>(typeof(SnapshotReasons)).Select(constant => constant.Value), ignoreOrder: true);
    }

    private static JsonNode Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Switchyard.slnx")))
        {
            folder = folder.Parent;
        }

        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(File.ReadAllText(Path.Combine(folder.FullName, "docs", "gateway-channel.asyncapi.yaml")));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml))!;
    }

    private static void Fits(JsonNode? value, JsonNode schema, string path)
    {
        schema = schema["$ref"] is { } reference ? Resolve(reference.GetValue<string>())! : schema;
        if (schema["const"] is { } only)
        {
            value!.GetValue<string>().ShouldBe(only.GetValue<string>(), path);
            return;
        }

        var types = schema["type"] is JsonArray several ? Texts(several) : [schema["type"]!.GetValue<string>()];
        types.ShouldContain(TypeOf(value), path);
        if (value is not null && schema["enum"] is JsonArray values)
        {
            Texts(values).ShouldContain(value.GetValue<string>(), path);
        }

        if (value is JsonArray items)
        {
            foreach (var (index, item) in items.Index())
            {
                Fits(item, schema["items"]!, $"{path}[{index}]");
            }
        }
        else if (value is JsonObject members && schema["properties"] is JsonObject properties)
        {
            Texts(schema["required"]).ShouldBeSubsetOf(Names(members), path);
            foreach (var (name, member) in members)
            {
                Fits(member, properties[name].ShouldNotBeNull($"{path}.{name} is not described"), $"{path}.{name}");
            }
        }
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "integer",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    private static JsonNode Payload(string kind) => Document["components"]!["messages"]![kind]!["payload"]!;

    private static JsonNode Json(Frame frame) => JsonNode.Parse(FrameWriter.ToBytes(frame))!;

    private static IEnumerable<string> Names(JsonNode? node) => node!.AsObject().Select(member => member.Key);

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Where(item => item is not null).Select(item => item!.GetValue<string>())];

    private static IEnumerable<string> Operation(string action) => Document["operations"]!.AsObject().Select(operation => operation.Value!)
        .Single(operation => operation["action"]!.GetValue<string>() == action)["messages"]!.AsArray().Select(message => message!["$ref"]!.GetValue<string>().Split('/')[^1]);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" ? [member.Value!.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private static JsonNode? Resolve(string reference) => reference[2..].Split('/').Aggregate((JsonNode?)Document, (node, name) => node?[name]);

    private static IEnumerable<(string Name, T Value)> Constants<T>(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (field.Name, (T)field.GetRawConstantValue()!));
}
