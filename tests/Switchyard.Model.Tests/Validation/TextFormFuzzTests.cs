using System.Net;
using System.Text;
using System.Text.Json;
using Switchyard.Fuzzing;
using Switchyard.Model.Access;
using Switchyard.Model.Bundles;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Egress;
using Switchyard.Model.Gateways;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Proxying;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Validation;

/// <summary>The small languages of the configuration: what is read is written as something that reads as the same, and no text at all makes a reader throw.</summary>
public sealed class TextFormFuzzTests
{
    [Fact]
    public void Durations_are_read_and_written() => FuzzRun.Check(
        FuzzPlan.Of(["250ms", "1h30m", "60d", "0", "36500d", "1d2h3m4s5ms"], "d", "h", "m", "s", "ms", "0", "1", "-", "+", " ", ".", "٣", "99999999999999999999"),
        static (input, _) =>
        {
            var text = Encoding.UTF8.GetString(input);
            if (!Durations.TryParse(text, out var duration))
            {
                return -1;
            }

            Holds.That(duration >= TimeSpan.Zero && duration <= Durations.Longest);
            Holds.That(Durations.TryParse(Durations.Format(duration), out var again) && again == duration);
            return (int)Math.Log2(duration.TotalMilliseconds + 1);
        },
        leastKinds: 10);

    [Fact]
    public void Labels_and_selectors_are_read_or_refused() => FuzzRun.Check(
        FuzzPlan.Of(["""{"labels":{"region":"eu","tier":"gold/1"}}""", """{"labels":{"a.b-c_d/e":"ü"}}""", """{"labels":{}}""", """{"labels":null}"""], "{", "}", "\"", ":", ",", "null", "1", "[]", "\\ud800", "\\u0000", "\n", "\"x\":\"y\",", "\"labels\":{\"q\":\"r\"},", "-", "/", "A"),
        static (input, _) =>
        {
            // What a row may hold, however it came there.
            var row = Encoding.UTF8.GetString(input);
            var kept = Labels.Parse(row);
            Holds.That(Labels.Parse(kept.ToJson()).Equals(kept));

            if (Json(input) is not { ValueKind: JsonValueKind.Object } json)
            {
                return -1;
            }

            var faults = new FaultList();
            var labels = new JsonFields(json, faults, "").Labels("labels");
            if (faults.Count > 0)
            {
                Holds.That(faults.All(static fault => fault.Detail.Length > 0));
                return -2 - faults.Count;
            }

            if (labels is null)
            {
                return 0;
            }

            Holds.That(Labels.Parse(labels.ToJson()).Equals(labels) && labels.Fit(labels) && Labels.None.Fit(labels));
            Holds.That(labels.Pairs.Count <= Labels.MaxCount);
            return labels.Pairs.Count + 1;
        },
        leastKinds: 4);

    [Fact]
    public void A_credential_is_of_one_kind_or_none() => FuzzRun.Check(
        FuzzPlan.Of([.. Prefixes.Select(static prefix => AccessToken.Create(prefix, Guid.Empty).Reveal())], [.. Prefixes, "_", "-", "=", "+", "/", "!", " ", "\n", "é", "\u0000"]),
        static (input, _) =>
        {
            var text = Encoding.UTF8.GetString(input);
            var known = 0;
            foreach (var prefix in Prefixes)
            {
                if (AccessToken.TryReadId(text, prefix, out Guid _))
                {
                    known++;
                    Holds.That(text.StartsWith(prefix, StringComparison.Ordinal));
                }
            }

            Holds.That(known <= 1);
            return HashCode.Combine(known, text.Length == 51 || text.Length == 52);
        });

    [Fact]
    public void No_list_that_does_not_name_it_lets_a_metadata_address_through() => FuzzRun.Check(
        FuzzPlan.Of(["10.0.0.0/8,::1,vllm.internal", "169.254.169.254/32", "fd00:ec2::254,64:ff9b::/96"], ",", "/", ".", ":", "::", "0", "32", "128", "0x7f", "::ffff:10.0.0.1", "%eth0", "-", "*", " ", "é", "localhost", "0.0.0.0/0", "169.254.0.0/16", "168.0.0.0/7", "metadata"),
        static (input, random) =>
        {
            var faults = new FaultList();
            var entries = Encoding.UTF8.GetString(input).Split(',');
            var policy = EgressPolicy.Parse(entries, faults);
            Holds.That(faults.All(static fault => fault.Field.StartsWith("egress.allow[", StringComparison.Ordinal)));

            // Clouds answer with credentials here: nothing but the address itself, or a block no wider than that of such addresses, lets it through.
            var isListed = entries.Select(static entry => entry.Trim()).Any(static entry => IPAddress.TryParse(entry, out IPAddress? alone)
                ? (alone.IsIPv4MappedToIPv6 ? alone.MapToIPv4() : alone).Equals(Metadata)
                : IPNetwork.TryParse(entry, out var network) && network.PrefixLength >= 16 && network.Contains(Metadata));
            Holds.That(isListed || policy.Refusal(Metadata, "metadata") is not null);
            Holds.That(policy.Refusal(IPAddress.Parse("1.1.1.1"), "one") is null);
            var address = new byte[random.Next(2) == 0 ? 4 : 16];
            random.NextBytes(address);
            _ = policy.Refusal(new IPAddress(address), entries[0]);
            return (entries.Length * 10) + faults.Count;
        },
        leastKinds: 4);

    [Fact]
    public void A_name_of_a_host_has_one_spelling() => FuzzRun.Check(
        FuzzPlan.Of(["api.example.com", "xn--bcher-kva.example.", "BÜCHER.example", "[::1]", "127.0.0.1"], ".", "-", "_", "xn--", "ß", "İ", "K", "\u00ad", "。", "[", "]", "0x7f", "1", "%", " ", "\u0000", "@"),
        static (input, _) =>
        {
            if (ProxyHostNames.Of(Encoding.UTF8.GetString(input)) is not { } name)
            {
                return -1;
            }

            Holds.Equal(ProxyHostNames.Of(name), name);
            Holds.That(name.Length is > 0 and <= 253 && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-'));
            Holds.That(!IPAddress.TryParse(name, out IPAddress? _));
            return name.Count(static c => c == '.');
        },
        leastKinds: 3);

    [Fact]
    public void Patterns_fit_and_paths_stay_within() => FuzzRun.Check(
        FuzzPlan.Of(["git__*|git__log", "*|x", "a*b*c|abxbc", "/v1/models*|/v1/models/x"], "*", "**", "|", "?", "/", "..", "//", "\\", "%2e", "a", "__"),
        static (input, _) =>
        {
            var parts = Encoding.UTF8.GetString(input).Split('|', 2);
            var (pattern, name) = (parts[0], parts.Length > 1 ? parts[1] : "");
            var matches = BundlePattern.IsMatch(pattern, name);
            Holds.That(pattern.AsSpan().ContainsAny('*', '?') || name.Length > BundlePattern.MaxNameLength || matches == (pattern == name));
            Holds.That(name.Length > BundlePattern.MaxNameLength || BundlePattern.IsMatch("*", name));

            // Whether it may stand in a list, and whether it leads out of the directory it is unpacked into.
            var isPath = PassthroughPath.Fault(name) is null;
            Holds.That(!isPath || (name[0] == '/' && !name.Contains("/../", StringComparison.Ordinal)));
            var isArchived = ArchivePaths.Fault(name) is null;
            Holds.That(!isArchived || Path.GetFullPath(name, "/unpacked/here").StartsWith("/unpacked/here/", StringComparison.Ordinal));
            return HashCode.Combine(matches, isPath, isArchived);
        },
        leastKinds: 4);

    [Fact]
    public void Prices_are_those_of_a_plain_search() => FuzzRun.Check(
        FuzzPlan.Of(["*,gpt-*;openai,gpt-5;*,gpt-5*|openai|gpt-5", "*,*|x|y", "a,m;b,m;*,m*|b|m"], ";", ",", "|", "*", "gpt-5", "openai", "", "m"),
        static (input, random) =>
        {
            var parts = Encoding.UTF8.GetString(input).Split('|');
            if (parts.Length < 3)
            {
                return -1;
            }

            var at = DateTimeOffset.UnixEpoch;
            var prices = parts[0].Split(';').Select(static entry => entry.Split(',')).Where(static entry => entry.Length == 2)
                .Select((entry, index) => new PriceConfig { Provider = entry[0], Model = entry[1], Input = index + 1, Output = index, From = (index % 3) switch { 0 => null, 1 => DateTimeOffset.UnixEpoch.AddDays(-index), _ => DateTimeOffset.UnixEpoch.AddDays(1) } })
                .Take(50).ToList();
            var (provider, model) = (parts[1], parts[2]);
            var found = new PriceTable(prices).Find(provider, model, at);
            var expected = prices
                .Where(price => (price.From is null || price.From <= at) && (price.Provider == "*" || price.Provider == provider)
                    && (price.Model.EndsWith('*') ? model.StartsWith(price.Model[..^1], StringComparison.Ordinal) : price.Model == model))
                .OrderBy(static price => price.Model.EndsWith('*')).ThenByDescending(static price => price.Model.Length).ThenBy(static price => price.Provider == "*")
                .ThenByDescending(static price => price.From ?? DateTimeOffset.MinValue).FirstOrDefault();
            Holds.That(ReferenceEquals(found, expected));
            var cost = new PriceTable(prices).CostNanos(provider, model, at, new BillableTokens(random.NextInt64(long.MinValue, long.MaxValue), long.MaxValue));
            Holds.That(found is null ? cost is null : cost >= 0);
            return HashCode.Combine(prices.Count, found is null, found?.From is null);
        },
        leastKinds: 5);

    private static readonly IPAddress Metadata = IPAddress.Parse("169.254.169.254");

    private static readonly string[] Prefixes = [AccessToken.AccessKeyPrefix, AccessToken.OperatorPrefix, AccessToken.GatewayPrefix, AccessToken.AgentPrefix];

    private static JsonElement? Json(byte[] input)
    {
        try
        {
            return JsonElement.Parse(input);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
