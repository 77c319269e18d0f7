package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
)

var (
	url          = os.Getenv("CLIENTELE_URL")
	reference    = os.Getenv("REFERENCE")
	mobileNumber = os.Getenv("MOBILE_NUMBER")
)

// step tells infra/clients/run what became of it, and lets the story go on.
func step(name string, run func() error) {
	var err error
	func() {
		defer func() {
			if fault := recover(); fault != nil {
				err = fmt.Errorf("%v", fault)
			}
		}()
		err = run()
	}()
	if err != nil {
		fmt.Println(err)
		fmt.Println("STEP", name, "failed")
		return
	}
	fmt.Println("STEP", name, "ok")
}

// differences takes pairs of what was seen and what is expected.
func differences(pairs ...any) error {
	var all []error
	for i := 0; i < len(pairs); i += 2 {
		if !reflect.DeepEqual(pairs[i], pairs[i+1]) {
			all = append(all, fmt.Errorf("%#v instead of %#v", pairs[i], pairs[i+1]))
		}
	}
	return errors.Join(all...)
}

// recordToken gives the customer its card, as a provider's message would.
func recordToken(customerID string) error {
	message := strings.ReplaceAll(os.Getenv("TOKEN_RECORDED"), "CUSTOMER_ID", customerID)
	answer, err := http.Post(url+"/local/tokens", "application/json", strings.NewReader(message))
	if err != nil {
		return err
	}
	answer.Body.Close()
	return differences(answer.StatusCode, 200)
}
