using Switchyard.Admin.Client.Problems;

namespace Switchyard.Console.Kit;

/// <summary>What the control plane said about a form that was sent, field by field. Fields that are on the page show theirs; what belongs to none is shown above the buttons.</summary>
public sealed class Problems
{
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private IReadOnlyList<ApiError> _errors = [];

    /// <summary>What is said about the whole; null when there is nothing.</summary>
    public string? Summary { get; private set; }

    /// <summary>The refusal, or null.</summary>
    public SwitchyardApiException? Refusal { get; private set; }

    /// <summary>What no field of the page shows.</summary>
    public IEnumerable<ApiError> Others => _errors.Where(error => !_shown.Contains(error.Field));

    /// <summary>What is wrong with a field, or null.</summary>
    public string? For(string field)
    {
        _shown.Add(field);
        return _errors.FirstOrDefault(error => error.Field == field)?.Detail;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (_errors, Summary, Refusal) = ([], null, null);

    /// <summary>Takes what went wrong.</summary>
    public void Take(Exception broken)
    {
        Refusal = broken as SwitchyardApiException;
        _errors = Refusal?.Errors ?? [];
        Summary = Fault.TextOf(broken);
    }
}
