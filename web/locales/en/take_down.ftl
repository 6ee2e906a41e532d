### The form in which a complaint is taken down: of the complaints and of aftercare

complaints-add = New complaint
words = The customer’s own words
serious = Serious
case-foreign = From abroad
case-walk-in = In person
promised-for = Answer promised for
promised-for-hint = Tell the customer before the talk ends.
take-down-search = Who complains
take-down-search-hint = Phone, serial or name; Enter takes the first that is known.
known-callers = Known customers
known-count = { $count ->
    [one] One customer is known
   *[other] { $count } customers are known
}
take-down-customer = Customer
take-down-name = Name
take-down-phone = Phone
take-down-contact = Contact person
take-down-address = Address
take-down-complainant = Who complains, if somebody else
take-down-relation = Is to the customer
take-down-thing = What it is about
take-down-product = Product
take-down-model = Model
take-down-serial = Serial number
take-down-order = Order, quantity, samples
take-down-order-number = Order number
take-down-part-number = Part number
take-down-delivered = Delivered on
take-down-quantity = Quantity
take-down-defective = Defective
take-down-samples = Samples
take-down-matter = The matter
take-down-demand = What the customer wants
take-down-urgency = Urgency
still-processing = Customer still processes the goods
taken-down = Taken down as { $label }.
take-down-again = { $label } was taken down in this call already; saving makes another complaint.
