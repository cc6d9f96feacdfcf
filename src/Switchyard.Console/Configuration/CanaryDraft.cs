using System.Globalization;
using Switchyard.Admin.Client.Canaries;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Console.Configuration;

/// <summary>A canary as somebody writes it down in the form; what is left out is the API's default.</summary>
internal sealed class CanaryDraft
{
    public string? Who { get; set; } = "percent";

    public string? Percent { get; set; } = "10";

    public HashSet<string> Nodes { get; } = new(StringComparer.Ordinal);

    public string? Window { get; set; }

    public string? Promote { get; set; } = "auto";

    public string? ErrorRate { get; set; }

    public string? Latency { get; set; }

    public string? MinRequests { get; set; }

    /// <summary>What the API is asked for.</summary>
    /// <exception cref="SwitchyardApiException">A field is no number, or not the kind of number it has to be; each such field is named.</exception>
    public NewCanary ToCanary()
    {
        var faults = new List<ApiError>();
        var percent = Who == "nodes" ? null : Whole(Percent, "canary.percent", int.MaxValue, faults);
        var (errorRate, latency) = (Number(ErrorRate, "canary.thresholds.errorRate", faults), Number(Latency, "canary.thresholds.latency", faults));
        var least = Whole(MinRequests, "canary.thresholds.minRequests", long.MaxValue, faults);
        if (faults.Count > 0)
        {
            throw new SwitchyardApiException(400, "invalid_request", "The form has faults.", faults);
        }

        return new NewCanary
        {
            Nodes = Who == "nodes" ? [.. Nodes.Order(StringComparer.Ordinal)] : null,
            Percent = (int?)percent,
            Window = string.IsNullOrWhiteSpace(Window) ? null : Window.Trim(),
            Promote = Promote,
            Thresholds = errorRate is null && latency is null && least is null ? null : new CanaryThresholds(errorRate, latency, least),
        };
    }

    private static long? Whole(string? text, string field, long most, List<ApiError> faults)
    {
        if (Number(text, field, faults) is not { } number)
        {
            return null;
        }

        if (number <= most && decimal.IsInteger(number))
        {
            return (long)number;
        }

        faults.Add(new ApiError(field, string.Create(CultureInfo.InvariantCulture, $"Must be a whole number, at most {most}.")));
        return null;
    }

    private static decimal? Number(string? text, string field, List<ApiError> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        faults.Add(new ApiError(field, "Must be a number."));
        return null;
    }
}
