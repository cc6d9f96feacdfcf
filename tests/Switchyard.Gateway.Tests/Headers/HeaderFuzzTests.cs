using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Headers;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Routing;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Headers;

/// <summary>Headers and request targets as anybody may send them.</summary>
public sealed class HeaderFuzzTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void A_wait_is_read_or_it_is_none_and_never_below_zero_or_over_a_year_and_a_day() => FuzzRun.Check(
        FuzzPlan.Of(["30", "0.5", " 120 ", "Wed, 04 Mar 2026 05:06:37 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"], "0", "9", "-1", "+", ".", ",", "e9", "NaN", "Infinity", "-Infinity", "∞", " ", "\t", "GMT", "0001", "9999", "Jan", "1e308"),
        static (input, _) =>
        {
            using var response = new HttpResponseMessage();
            var text = Encoding.UTF8.GetString(input);
            response.Headers.TryAddWithoutValidation(input.Length % 2 == 0 ? "Retry-After" : "retry-after-ms", text);
            var wait = RetryAfter.Read(response.Headers, Now);
            Holds.That(wait is null || wait >= TimeSpan.Zero);
            return wait is null ? -1 : (int)Math.Log2(wait.Value.TotalSeconds + 1);
        });

    [Fact]
    public void A_path_that_is_plain_means_the_same_to_every_reader() => FuzzRun.Check(
        FuzzPlan.Of(["/openai/v1/chat/completions?api-version=1", "http://host:80/openai/v1/models", "/a%20b/c.d/..e/%c3%a4"], "/", "//", ".", "..", "%2e", "%2E", "%2f", "%5c", "\\", "%", "%00", "%7f", "?", "#", "://", "https://", ";", "a", "%25", "é"),
        static (input, _) =>
        {
            var target = Encoding.Latin1.GetString(input);
            if (!RequestPath.TryRead(target, out var path, out var query))
            {
                return -1;
            }

            Holds.That(target.EndsWith(path + query, StringComparison.Ordinal));
            Holds.That(path[0] == '/' && (query.Length == 0 || query[0] == '?'));

            // Another reader: the platform's own, which decodes and takes dot segments away.
            var segments = path.Split('/')[1..];
            Holds.That(segments.Take(segments.Length - 1).All(static segment => segment.Length > 0));
            Holds.That(segments.Select(Uri.UnescapeDataString).All(static segment => segment is not ("." or "..") && !segment.Contains('\\', StringComparison.Ordinal) && !segment.Contains('/', StringComparison.Ordinal)));
            var first = RequestPath.FirstSegment(path, out var rest);
            Holds.Equal($"/{first}{path[rest..]}", path);
            return segments.Length + (query.Length > 0 ? 100 : 0);
        },
        leastKinds: 5);

    [Fact]
    public void A_credential_is_part_of_what_was_sent_and_no_key_of_ours_is_handed_on()
    {
        string[] names = ["Authorization", "x-api-key", "api-key", SwitchyardHeaders.Key, "Connection"];
        FuzzRun.Check(
            FuzzPlan.Of(["Bearer sy_abc\nsk-own\n\nsy_key", "bearer  sk-1 \n\n\nsy_x\nkeep-alive, x-api-key", "Basic dTpw\nsy_a\nsy_b"], "Bearer ", "bearer", "sy_", "sk-", " ", "\t", "\n", ",", "\u0000", "é", "Basic "),
            (input, _) =>
            {
                IHeaderDictionary headers = new HeaderDictionary();
                var lines = Encoding.UTF8.GetString(input).Split('\n');
                for (var i = 0; i < lines.Length && i < 2 * names.Length; i++)
                {
                    headers.Append(names[i % names.Length], new StringValues(lines[i]));
                }

                var read = Credentials.Read(headers);
                var key = read.Key.ToString();
                Holds.That(key.Length == 0 || headers.Any(header => header.Value.Count == 1 && header.Value[0]!.Contains(key, StringComparison.Ordinal)));
                Holds.That(key == key.Trim());
                if (read.Own is { } own)
                {
                    foreach (var type in Enum.GetValues<ProviderType>())
                    {
                        using var request = new HttpRequestMessage();
                        own.Apply(request, type);
                        var (name, value) = request.Headers.NonValidated.Select(static header => (header.Key, header.Value.ToString())).FirstOrDefault();
                        var secret = value?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true ? value["Bearer ".Length..] : value;
                        Holds.That(name is null || !secret!.Trim().StartsWith("sy_", StringComparison.Ordinal));
                    }
                }

                foreach (var (name, _) in headers)
                {
                    Holds.Equal(RequestHeaders.IsNominated(headers.Connection, name), headers.Connection.Any(value => value!.Split(',').Any(part => part.Trim().Equals(name, StringComparison.OrdinalIgnoreCase))));
                }

                return HashCode.Combine(key.Length > 0, read.Own is null, headers.Count);
            },
            leastKinds: 3);
    }
}
