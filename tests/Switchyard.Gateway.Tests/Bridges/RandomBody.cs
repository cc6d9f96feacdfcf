using System.Text;

namespace Switchyard.Gateway.Tests.Bridges;

/// <summary>Makes chat bodies in every spelling JSON allows, together with what must reach the upstream, built side by side from the same pieces.</summary>
internal static class RandomBody
{
    private static readonly string[] Spaces = ["", "", "", " ", "\n", "\t ", "\r\n"];
    private static readonly string[] Scalars = ["0", "-0.0", "1E5", "1.50", "12345678901234567890", "true", "null", "\"\"", "\"\\u00e9\\n\"", "\"𝄞 \\\\\"", "\"model\"", "\"}\""];

    public static (string Body, string Expected) Make(Random random, string model)
    {
        var stream = random.Next(3) > 0;
        List<(string Body, string Upstream)> members = [];
        for (var i = random.Next(6); i > 0; i--)
        {
            var member = Member(random, $"\"x{i}\"", Value(random, 4));
            members.Add((member, member));
        }

        var hasModel = random.Next(4) > 0;
        if (hasModel)
        {
            var (before, after) = (Name(random, random.Next(3) == 0 ? "\"mod\\u0065l\"" : "\"model\""), Space(random));
            members.Add((before + Scalars[random.Next(Scalars.Length)] + after, before + "\"" + model + "\"" + after));
        }

        var hasOptions = random.Next(2) > 0;
        if (hasOptions)
        {
            var (before, after) = (Name(random, "\"stream_options\""), Space(random));
            var (options, asked) = Options(random);
            members.Add((before + options + after, before + (stream ? asked : options) + after));
        }

        if (stream)
        {
            var member = Member(random, "\"stream\"", "true");
            members.Add((member, member));
        }

        var order = members.ToArray();
        random.Shuffle(order);
        var (head, tail) = (Space(random), Space(random));
        var front = (hasModel ? "" : $"\"model\":\"{model}\"" + (order.Length > 0 ? "," : "")) + (stream && !hasOptions ? "\"stream_options\":{\"include_usage\":true}," : "");
        return (head + "{" + string.Join(',', order.Select(item => item.Body)) + "}" + tail, head + "{" + front + string.Join(',', order.Select(item => item.Upstream)) + "}" + tail);
    }

    private static (string Options, string Asked) Options(Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                return ("null", "{\"include_usage\":true}");
            case 1:
                return ("{\"include_usage\":true}", "{\"include_usage\":true}");
            case 2:
                return ("{ }", "{\"include_usage\":true }");
            case 3:
                var other = Member(random, "\"o\"", Value(random, 2));
                return ("{" + other + "}", "{\"include_usage\":true," + other + "}");
            default:
                var (first, name, last) = (Member(random, "\"p\"", Value(random, 2)), Name(random, "\"include_usage\""), Member(random, "\"q\"", Value(random, 2)));
                return ("{" + first + "," + name + "false," + last + "}", "{" + first + "," + name + "true," + last + "}");
        }
    }

    private static string Value(Random random, int depth)
    {
        if (depth == 0 || random.Next(2) == 0)
        {
            return Scalars[random.Next(Scalars.Length)];
        }

        var text = new StringBuilder();
        var isArray = random.Next(2) == 0;
        text.Append(isArray ? '[' : '{').Append(Space(random));
        for (var i = random.Next(4); i > 0; i--)
        {
            text.Append(isArray ? Value(random, depth - 1) : Member(random, i % 2 == 0 ? "\"model\"" : "\"stream\"", Value(random, depth - 1)));
            text.Append(i > 1 ? "," : "").Append(Space(random));
        }

        return text.Append(isArray ? ']' : '}').ToString();
    }

    private static string Member(Random random, string name, string value) => Name(random, name) + value + Space(random);

    private static string Name(Random random, string name) => Space(random) + name + Space(random) + ":" + Space(random);

    private static string Space(Random random) => Spaces[random.Next(Spaces.Length)];
}
